// The fields of the form that creates a subscription: whose, which items, since when, with which discounts, and how it is shipped
// and paid.
import { Plus, XMarkMini } from "@medusajs/icons"
import { Button, Heading, Hint, IconButton, Text } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useCurrencies } from "../../hooks/use-currencies"
import { useShippingOptions } from "../../hooks/use-new-subscription"
import { usePaymentProviders } from "../../hooks/use-subscription-actions"
import { usePlans } from "../../hooks/use-subscriptions"
import { useTexts } from "../../hooks/use-texts"
import type { ApplyForm } from "../../lib/apply-form"
import {
  ADDRESS_FIELDS,
  emptyAddress,
  emptyDiscount,
  emptyItem,
  nextKey,
  targetOf,
  targetsOfNew,
  type ItemForm,
  type NewSubscriptionErrors,
  type NewSubscriptionForm,
} from "../../lib/new-subscription-form"
import { ApplyFields } from "../discounts/apply-fields"
import { ChoiceField } from "../form/choice-field"
import { DayField } from "../form/day-field"
import { OneRecord } from "../form/one-record"
import { SelectField } from "../form/select-field"
import { TextField } from "../form/text-field"

interface FieldsProps {
  form: NewSubscriptionForm
  errors: NewSubscriptionErrors
  onChange: (change: Partial<NewSubscriptionForm>) => void
}

export function NewSubscriptionFields(props: FieldsProps) {
  const { t } = useTexts()
  const { form, errors, onChange } = props
  return (
    <>
      <OneRecord
        kind="customer"
        label={t("newSubscription.customer")}
        error={errors.customer_id && t(`newSubscription.errors.${errors.customer_id}`)}
        value={form.customer_id}
        onChange={(customer_id) => onChange({ customer_id })}
      />
      <OneRecord
        kind="region"
        label={t("newSubscription.region")}
        hint={t("newSubscription.regionHint")}
        error={errors.region_id && t(`newSubscription.errors.${errors.region_id}`)}
        value={form.region_id}
        // A provider is one of its region.
        onChange={(region_id) => onChange({ region_id, payment_provider_id: "" })}
      />
      <Items {...props} />
      <DayField
        label={t("newSubscription.start")}
        hint={t("newSubscription.startHint")}
        isOptional
        value={form.starts_at}
        onChange={(starts_at) => onChange({ starts_at })}
      />
      <Discounts {...props} />
      <OneRecord
        kind="sales_channel"
        label={t("newSubscription.channel")}
        hint={t("newSubscription.channelHint")}
        isOptional
        value={form.sales_channel_id}
        onChange={(sales_channel_id) => onChange({ sales_channel_id })}
      />
      <Shipping {...props} />
      <Payment {...props} />
    </>
  )
}

interface PartProps {
  title: string
  hint: string
  add: string
  onAdd: () => void
  children?: ReactNode
}

/** A list in the form, with a button that adds to it. */
function Part({ title, hint, add, onAdd, children }: PartProps) {
  return (
    <section aria-label={title} className="flex flex-col gap-y-4">
      <div>
        <Heading level="h2">{title}</Heading>
        <Hint>{hint}</Hint>
      </div>
      {children}
      <div>
        <Button size="small" variant="secondary" type="button" onClick={onAdd}>
          <Plus />
          {add}
        </Button>
      </div>
    </section>
  )
}

function Items({ form: { items }, errors, onChange }: FieldsProps) {
  const { t } = useTexts()
  const change = (key: string, fields: Partial<ItemForm>) =>
    onChange({ items: items.map((item) => (item.key === key ? { ...item, ...fields } : item)) })
  const add = () => {
    const key = nextKey(
      "item",
      items.map((item) => item.key),
    )
    onChange({ items: [...items, emptyItem(key)] })
  }
  return (
    <Part
      title={t("newSubscription.items")}
      hint={t("newSubscription.itemsHint")}
      add={t("newSubscription.addItem")}
      onAdd={add}
    >
      {items.map(({ key, plan_id, quantity }, index) => {
        const number = index + 1
        const wrong = errors.items[key] ?? {}
        return (
          <div key={key} className="flex items-start gap-x-3">
            <div className="min-w-0 flex-1">
              <OneRecord
                kind="plan"
                label={items.length === 1 ? t("newSubscription.plan") : t("newSubscription.planOf", { number })}
                error={wrong.plan_id && t(`newSubscription.errors.${wrong.plan_id}`)}
                value={plan_id}
                onChange={(chosen) => change(key, { plan_id: chosen })}
              />
            </div>
            <div className="w-28">
              <TextField
                label={items.length === 1 ? t("newSubscription.quantity") : t("newSubscription.quantityOf", { number })}
                inputMode="numeric"
                value={quantity}
                error={wrong.quantity && t(`newSubscription.errors.${wrong.quantity}`)}
                onChange={(typed) => change(key, { quantity: typed })}
              />
            </div>
            {items.length > 1 && (
              <IconButton
                type="button"
                size="small"
                variant="transparent"
                className="mt-6"
                aria-label={t("newSubscription.removeItem", { number })}
                onClick={() => onChange({ items: items.filter((item) => item.key !== key) })}
              >
                <XMarkMini />
              </IconButton>
            )}
          </div>
        )
      })}
    </Part>
  )
}

function Discounts({ form, errors, onChange }: FieldsProps) {
  const { t } = useTexts()
  const { discounts } = form
  const { data: plans } = usePlans()
  const { data: currencies = [] } = useCurrencies()
  const codes = currencies.map(({ code }) => code)
  const targets = targetsOfNew(form, (plan_id) => plans?.get(plan_id)?.name ?? "")
  const change = (key: string, fields: Partial<ApplyForm>) =>
    onChange({
      discounts: discounts.map((one) => (one.key === key ? { ...one, form: { ...one.form, ...fields } } : one)),
    })
  const add = () => {
    const key = nextKey(
      "discount",
      discounts.map((one) => one.key),
    )
    onChange({ discounts: [...discounts, emptyDiscount(key, codes[0] ?? "eur")] })
  }
  return (
    <Part
      title={t("newSubscription.discounts")}
      hint={t("newSubscription.discountsHint")}
      add={t("newSubscription.addDiscount")}
      onAdd={add}
    >
      {discounts.map((discount, index) => {
        const { key } = discount
        const number = index + 1
        return (
          <section
            key={key}
            aria-label={t("newSubscription.discount", { number })}
            className="border-ui-border-base flex flex-col gap-y-6 rounded-lg border p-4"
          >
            <div className="flex items-center justify-between">
              <Text size="small" weight="plus">
                {t("newSubscription.discount", { number })}
              </Text>
              <IconButton
                type="button"
                size="small"
                variant="transparent"
                aria-label={t("newSubscription.removeDiscount", { number })}
                onClick={() => onChange({ discounts: discounts.filter((one) => one.key !== key) })}
              >
                <XMarkMini />
              </IconButton>
            </div>
            <ApplyFields
              form={discount.form}
              errors={errors.discounts[key] ?? {}}
              target={targetOf(discount, targets)}
              targets={targets}
              currencies={codes}
              onChange={(fields) => change(key, fields)}
            />
          </section>
        )
      })}
    </Part>
  )
}

/** What a select needs in place of "". */
const NONE = "none"

function Shipping({ form: { shipping_option_id, address }, errors, onChange }: FieldsProps) {
  const { t } = useTexts()
  const { data: options = [] } = useShippingOptions()
  const isShipped = shipping_option_id !== ""
  return (
    <>
      <SelectField
        label={t("newSubscription.shipping")}
        hint={t("newSubscription.shippingHint")}
        value={isShipped ? shipping_option_id : NONE}
        options={[
          { value: NONE, label: t("newSubscription.notShipped") },
          ...options.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(chosen) =>
          onChange(chosen === NONE ? { shipping_option_id: "", address: null } : { shipping_option_id: chosen })
        }
      />
      {isShipped && (
        <ChoiceField
          label={t("newSubscription.address")}
          value={address ? "other" : "own"}
          choices={[
            { value: "own", label: t("newSubscription.ownAddress"), description: t("newSubscription.ownAddressHint") },
            {
              value: "other",
              label: t("newSubscription.otherAddress"),
              description: t("newSubscription.otherAddressHint"),
            },
          ]}
          onChange={(whose) => onChange({ address: whose === "own" ? null : (address ?? emptyAddress) })}
        />
      )}
      {address && (
        <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-2">
          {ADDRESS_FIELDS.map((field) => (
            <TextField
              key={field}
              label={t(`newSubscription.addressFields.${field}`)}
              value={address[field]}
              error={
                field === "country_code" && errors.country_code
                  ? t(`newSubscription.errors.${errors.country_code}`)
                  : undefined
              }
              onChange={(typed) => onChange({ address: { ...address, [field]: typed } })}
            />
          ))}
        </div>
      )}
    </>
  )
}

/** A region with one provider leaves nothing to choose. */
function Payment({ form, errors, onChange }: FieldsProps) {
  const { t } = useTexts()
  const { data: providers = [] } = usePaymentProviders(form.region_id === "" ? null : form.region_id)
  return (
    <>
      {providers.length > 1 && (
        <SelectField
          label={t("payment.provider")}
          placeholder={t("payment.choose")}
          hint={t("payment.providerHint")}
          value={form.payment_provider_id}
          error={errors.payment_provider_id && t(`newSubscription.errors.${errors.payment_provider_id}`)}
          options={providers.map((id) => ({ value: id, label: id }))}
          onChange={(payment_provider_id) => onChange({ payment_provider_id })}
        />
      )}
      <TextField
        label={t("payment.reference")}
        hint={t("payment.referenceHint")}
        isOptional
        value={form.payment_method}
        onChange={(payment_method) => onChange({ payment_method })}
      />
    </>
  )
}
