// Who may redeem, and with what in the cart: the same fields on a coupon, a promo code and a batch.
import { useWords } from "../hooks/use-words"
import { audiences, firstPurchases, subscriptionActions, type RestrictionsForm } from "../lib/restrictions-form"
import { AmountsField } from "./amounts-field"
import { ChecksField } from "./checks-field"
import { RecordPicker } from "./record-picker"
import { SelectField } from "./select-field"
import { TextField } from "./text-field"

interface RestrictionFieldsProps {
  form: RestrictionsForm
  errors: { minimum_amount?: string; minimum_quantity?: string }
  onChange: (change: Partial<RestrictionsForm>) => void
}

export function RestrictionFields(props: RestrictionFieldsProps) {
  return (
    <>
      <MinimumFields {...props} />
      <AudienceFields {...props} />
      <PlaceFields {...props} />
    </>
  )
}

function MinimumFields({ form, errors, onChange }: RestrictionFieldsProps) {
  const { t } = useWords()
  return (
    <>
      <AmountsField
        label={t("rules.minimumAmount")}
        hint={t("rules.minimumAmountHint")}
        error={errors.minimum_amount}
        isOptional
        amounts={form.minimum_amount}
        onChange={(minimum_amount) => onChange({ minimum_amount })}
      />
      <TextField
        label={t("rules.minimumQuantity")}
        hint={t("rules.minimumQuantityHint")}
        error={errors.minimum_quantity}
        isOptional
        inputMode="numeric"
        placeholder={t("common.none")}
        value={form.minimum_quantity}
        onChange={(minimum_quantity) => onChange({ minimum_quantity })}
      />
    </>
  )
}

function AudienceFields({ form, onChange }: RestrictionFieldsProps) {
  const { t } = useWords()
  return (
    <>
      <div className="grid items-start gap-4 md:grid-cols-2">
        <SelectField
          label={t("rules.firstPurchase")}
          hint={t("rules.firstPurchaseHint")}
          value={form.first_purchase}
          options={firstPurchases.map((value) => ({ value, label: t(`rules.firstPurchases.${value}`) }))}
          onChange={(first_purchase) => onChange({ first_purchase })}
        />
        <SelectField
          label={t("rules.audience")}
          hint={t("rules.audienceHint")}
          value={form.audience}
          options={audiences.map((value) => ({ value, label: t(`rules.audiences.${value}`) }))}
          onChange={(audience) => onChange({ audience })}
        />
      </div>
      <ChecksField
        label={t("rules.actions")}
        hint={t("rules.actionsHint")}
        values={form.subscription_actions}
        options={subscriptionActions.map((value) => ({ value, label: t(`rules.actionNames.${value}`) }))}
        onChange={(subscription_actions) => onChange({ subscription_actions })}
      />
    </>
  )
}

function PlaceFields({ form, onChange }: RestrictionFieldsProps) {
  const { t } = useWords()
  const lists = [
    { list: "customer_ids", kind: "customer" },
    { list: "customer_group_ids", kind: "customer_group" },
    { list: "sales_channel_ids", kind: "sales_channel" },
    { list: "region_ids", kind: "region" },
  ] as const
  return (
    <div className="grid items-start gap-4 md:grid-cols-2">
      {lists.map(({ list, kind }) => (
        <RecordPicker
          key={list}
          kind={kind}
          label={t(`rules.lists.${list}`)}
          ids={form[list]}
          onChange={(ids) => onChange({ [list]: ids })}
        />
      ))}
    </div>
  )
}
