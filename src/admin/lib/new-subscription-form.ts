// The form that creates a subscription, without its looks: what was chosen, what is wrong, and the request it becomes.
import type { Subscription, UpcomingInvoice } from "./api-types"
import { checkApplyForm, emptyApplyForm, sourceRequest } from "./apply-form"
import type { ApplyErrors, ApplyForm, SourceRequest, Target } from "./apply-form"
import { isBlank, readCount } from "./typed"

export interface ItemForm {
  /** Names it among the items of the form, whatever is removed before it. */
  key: string
  plan_id: string
  quantity: string
}

export interface DiscountForm {
  key: string
  form: ApplyForm
}

export const ADDRESS_FIELDS = ["first_name", "last_name", "address_1", "postal_code", "city", "country_code"] as const
export type AddressForm = Record<(typeof ADDRESS_FIELDS)[number], string>

export interface NewSubscriptionForm {
  customer_id: string
  region_id: string
  /** "" where it is sold through none. */
  sales_channel_id: string
  items: ItemForm[]
  /** A plain day of the store's time zone; "" for now. */
  starts_at: string
  discounts: DiscountForm[]
  /** "" where nothing is shipped. */
  shipping_option_id: string
  /** Null: the customer's. */
  address: AddressForm | null
  /** "" leaves it to the region's only one. */
  payment_provider_id: string
  payment_method: string
}

/** What the form begins with, where it was opened from a customer or a plan. */
export interface Given {
  customer_id?: string
  plan_id?: string
}

export const emptyAddress: AddressForm = {
  first_name: "",
  last_name: "",
  address_1: "",
  postal_code: "",
  city: "",
  country_code: "",
}

export const emptyItem = (key: string, plan_id = ""): ItemForm => ({ key, plan_id, quantity: "1" })

export const emptyNewSubscription = ({ customer_id = "", plan_id = "" }: Given): NewSubscriptionForm => ({
  customer_id,
  region_id: "",
  sales_channel_id: "",
  items: [emptyItem("item-1", plan_id)],
  starts_at: "",
  discounts: [],
  shipping_option_id: "",
  address: null,
  payment_provider_id: "",
  payment_method: "",
})

/** The key after all of these: "item-3" after "item-2". */
export function nextKey(prefix: string, keys: string[]): string {
  const numbers = keys.map((key) => Number(key.slice(prefix.length + 1)))
  return `${prefix}-${Math.max(0, ...numbers) + 1}`
}

const WHOLE: Target = {
  key: "subscription",
  kind: "subscription",
  field: "subscription_id",
  id: "",
  name: "",
  is_new: true,
}

/** Where a discount can go: on all of it, or on one item, known by its plan's name. Of one item there is nothing to choose. */
export function targetsOfNew(
  { items }: Pick<NewSubscriptionForm, "items">,
  nameOf: (plan_id: string) => string,
): Target[] {
  const of_items = items.map(({ key, plan_id }, index): Target => {
    const name = nameOf(plan_id) || String(index + 1)
    return { key, kind: "item", field: "subscription_item_id", id: key, name, is_new: true }
  })
  return [WHOLE, ...(of_items.length > 1 ? of_items : [])]
}

/** A new discount is on the whole subscription. */
export const emptyDiscount = (key: string, currency_code: string): DiscountForm => ({
  key,
  form: emptyApplyForm(WHOLE.key, currency_code),
})

/** The place of a discount; on the whole subscription where its item is gone. */
export const targetOf = ({ form }: DiscountForm, targets: Target[]): Target =>
  targets.find(({ key }) => key === form.target) ?? WHOLE

export interface NewSubscriptionErrors {
  customer_id?: "customer"
  region_id?: "region"
  country_code?: "country"
  payment_provider_id?: "provider"
  /** By the item's key. */
  items: Record<string, { plan_id?: "plan"; quantity?: "quantity" }>
  /** By the discount's key. */
  discounts: Record<string, ApplyErrors>
}

/** Everything that is wrong, by field; `providers` are those of the form's region. The server has the last word. */
export function checkNewSubscription(form: NewSubscriptionForm, providers: string[] = []): NewSubscriptionErrors {
  const targets = targetsOfNew(form, () => "")
  const items = form.items.map(({ key, plan_id, quantity }) => [
    key,
    {
      ...(plan_id === "" ? { plan_id: "plan" as const } : {}),
      ...(readCount(quantity) === null ? { quantity: "quantity" as const } : {}),
    },
  ])
  const discounts = form.discounts.map((discount) => [
    discount.key,
    checkApplyForm(discount.form, targetOf(discount, targets)),
  ])
  return {
    ...(form.customer_id === "" ? { customer_id: "customer" as const } : {}),
    ...(form.region_id === "" ? { region_id: "region" as const } : {}),
    ...(form.address && !/^[a-zA-Z]{2}$/.test(form.address.country_code.trim())
      ? { country_code: "country" as const }
      : {}),
    ...(isPayable(form, providers) ? {} : { payment_provider_id: "provider" as const }),
    items: Object.fromEntries(items) as NewSubscriptionErrors["items"],
    discounts: Object.fromEntries(discounts) as NewSubscriptionErrors["discounts"],
  }
}

/** The region's only provider needs no choosing; one of several, and of another region, does. */
const isPayable = ({ payment_provider_id }: NewSubscriptionForm, providers: string[]): boolean =>
  payment_provider_id === "" ? providers.length <= 1 : providers.length === 0 || providers.includes(payment_provider_id)

/** True if nothing is wrong. */
export function isComplete({ items, discounts, ...fields }: NewSubscriptionErrors): boolean {
  const inner = [...Object.values(items), ...Object.values(discounts)]
  return Object.keys(fields).length === 0 && inner.every((errors) => Object.keys(errors).length === 0)
}

export type NewDiscountRequest = SourceRequest & { item?: number }

/** The body of `POST /admin/billing/subscriptions`. */
export interface NewSubscriptionRequest {
  customer_id: string
  region_id: string
  sales_channel_id?: string
  items: { plan_id: string; quantity: number }[]
  starts_at?: string
  discounts?: NewDiscountRequest[]
  shipping_option_id?: string
  shipping_address?: Partial<AddressForm>
  payment_provider_id?: string
  payment_data?: { payment_method: string }
}

/** What it answers for a preview. */
export interface NewSubscriptionPreview {
  subscription: Omit<Subscription, "id"> & { id: null }
  upcoming_invoices: UpcomingInvoice[]
}

/** The request for a form that `checkNewSubscription` finds nothing wrong with. */
export function requestOfNewSubscription(form: NewSubscriptionForm): NewSubscriptionRequest {
  const { customer_id, region_id, items, address, payment_method } = form
  const targets = targetsOfNew(form, () => "")
  const optional = (field: "sales_channel_id" | "starts_at" | "shipping_option_id" | "payment_provider_id") =>
    form[field] === "" ? {} : { [field]: form[field] }
  const discounts = form.discounts.map((discount): NewDiscountRequest => {
    const target = targetOf(discount, targets)
    const item = items.findIndex(({ key }) => key === target.key)
    return { ...sourceRequest(discount.form, target), ...(item < 0 ? {} : { item }) }
  })
  return {
    customer_id,
    region_id,
    ...optional("sales_channel_id"),
    items: items.map(({ plan_id, quantity }) => ({ plan_id, quantity: readCount(quantity) ?? 1 })),
    ...optional("starts_at"),
    ...(discounts.length > 0 ? { discounts } : {}),
    ...optional("shipping_option_id"),
    ...(address ? { shipping_address: typedAddress(address) } : {}),
    ...optional("payment_provider_id"),
    ...(isBlank(payment_method) ? {} : { payment_data: { payment_method: payment_method.trim() } }),
  }
}

/** Without what was left empty. */
function typedAddress(address: AddressForm): Partial<AddressForm> {
  const typed = ADDRESS_FIELDS.map((field) => [field, address[field].trim()] as const)
  return Object.fromEntries(typed.filter(([, value]) => value !== ""))
}
