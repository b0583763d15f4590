// How a subscription without a first order is shipped: by an option that an admin chose, at its price of today.
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules, QueryContext, ShippingOptionPriceType } from "@medusajs/framework/utils"
import type { SubscriptionAddress, SubscriptionShipping } from "../../modules/billing/types"
import { graph } from "../../lib/graph"
import { invalid } from "../../tools/errors"
import type { PricedVariant } from "./prices"

interface ShippingQuestion {
  wishes: {
    customer_id: string
    shipping_option_id?: string | null
    shipping_address?: SubscriptionAddress | null
  }
  region: { id: string; currency_code: string; countries?: { iso_2: string }[] }
  lines: { variant_id: string }[]
  variants: Map<string, PricedVariant>
}

interface OptionRow {
  id: string
  name: string
  price_type: ShippingOptionPriceType
  data: Record<string, unknown> | null
  rules?: { attribute: string; value: unknown }[]
  calculated_price?: { calculated_amount: number | null; is_calculated_price_tax_inclusive?: boolean } | null
}

const FIELDS = ["id", "name", "price_type", "data", "rules.attribute", "rules.value", "calculated_price.*"]

/** Null where no option was asked for. Throws INVALID_DATA with a sentence for an option that cannot ship this there. */
export async function readShipping(
  container: MedusaContainer,
  { wishes, region, lines, variants }: ShippingQuestion,
): Promise<SubscriptionShipping | null> {
  refuseForeign(wishes.shipping_address ?? null, region)
  const { shipping_option_id: id, customer_id } = wishes
  if (!id) {
    return null
  }
  if (!lines.some(({ variant_id }) => variants.get(variant_id)?.requires_shipping)) {
    throw invalid("None of the items is shipped: leave out 'shipping_option_id'.")
  }
  const { currency_code } = region
  const context = { calculated_price: QueryContext({ currency_code, region_id: region.id }) }
  const [[option], address] = await Promise.all([
    graph<OptionRow>(container, "shipping_option", FIELDS, { id }, { context }),
    wishes.shipping_address ?? defaultAddress(container, customer_id),
  ])
  if (!option || isForReturns(option)) {
    throw invalid(`Shipping option with id '${id}' was not found.`)
  }
  if (!address?.country_code) {
    throw invalid("'shipping_address' must say where to: the customer has no address.")
  }
  await refuseUnreached(container, option, address)
  if (option.price_type === ShippingOptionPriceType.CALCULATED) {
    throw invalid(`Shipping option '${option.name}' has no fixed price: it is calculated for each cart.`)
  }
  const amount = option.calculated_price?.calculated_amount ?? null
  if (amount === null) {
    throw invalid(`Shipping option '${option.name}' has no price in ${currency_code.toUpperCase()}.`)
  }
  return {
    shipping_option_id: option.id,
    name: option.name,
    amount,
    is_tax_inclusive: option.calculated_price?.is_calculated_price_tax_inclusive ?? false,
    data: option.data ?? null,
  }
}

/** As core has it for carts: a parcel goes to a country of the region that prices and taxes are for. */
function refuseForeign(address: SubscriptionAddress | null, { id, countries = [] }: ShippingQuestion["region"]): void {
  const country = address?.country_code?.toLowerCase()
  if (country && !countries.some(({ iso_2 }) => iso_2 === country)) {
    throw invalid(`Country '${country}' of the 'shipping_address' is not one of region '${id}'.`)
  }
}

const isForReturns = ({ rules = [] }: OptionRow): boolean =>
  rules.some(({ attribute, value }) => attribute === "is_return" && String(value) === "true")

/** Throws where the option's zone does not have the address, as core's lists of options leave it out. */
async function refuseUnreached(
  container: MedusaContainer,
  { id, name }: OptionRow,
  { country_code, province, city, postal_code }: SubscriptionAddress,
): Promise<void> {
  const found = await container.resolve(Modules.FULFILLMENT).listShippingOptionsForContext({
    id,
    address: {
      country_code: country_code?.toLowerCase() ?? "",
      ...(province ? { province_code: province.toLowerCase() } : {}),
      ...(typeof city === "string" ? { city } : {}),
      ...(typeof postal_code === "string" ? { postal_expression: postal_code } : {}),
    },
  })
  if (found.length === 0) {
    throw invalid(`Shipping option '${name}' does not ship to this address.`)
  }
}

type Addressed = SubscriptionAddress & { is_default_shipping?: boolean }

/** Where bills send it when nobody says: see `gather`. */
async function defaultAddress(container: MedusaContainer, customer_id: string): Promise<SubscriptionAddress | null> {
  const fields = ["id", "addresses.*"]
  const [customer] = await graph<{ addresses?: Addressed[] }>(container, "customer", fields, { id: customer_id })
  const all = customer?.addresses ?? []
  return all.find(({ is_default_shipping }) => is_default_shipping) ?? all[0] ?? null
}
