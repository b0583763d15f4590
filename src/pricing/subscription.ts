// A period of a subscription → the engine's document: what is billed before any discount, by us or by somebody else.
import { MathBN } from "@medusajs/framework/utils"
import { toCycle } from "../engine"
import type { BillingPeriod, CatalogueFacts, Cycle, Document, Period } from "../engine"
import type { SubscriptionRow } from "../modules/billing/types"
import { exactOf } from "./amounts"
import { toLine } from "./line"
import { catalogueOf, catalogueOfLine } from "./products"
import type { ProductFacts, VariantFacts } from "./products"

/** What the document of a bill is made from. */
export interface BillFacts {
  subscription: SubscriptionRow
  variants: Map<string, VariantFacts>
  shipping_methods: { id: string; amount: number }[]
}

const UNCATALOGUED: CatalogueFacts = catalogueOfLine({})

/** What a period bills, before any discount; amounts in minor units. Items go by how they were catalogued when sold. */
export function billDocument(
  { subscription, variants, shipping_methods }: BillFacts,
  period: Period,
  document_id: string,
): Document {
  const { currency_code, plan_id, interval, interval_count } = subscription
  return {
    id: document_id,
    currency_code,
    lines: subscription.items.map((item) => {
      const variant = variants.get(item.variant_id)
      return toLine({
        id: item.id,
        quantity: item.quantity,
        amount: exactOf(MathBN.mult(item.unit_price, item.quantity), currency_code),
        catalogue: item.catalogue ?? catalogueOf(variant) ?? UNCATALOGUED,
        variant_id: item.variant_id,
        plan: { id: item.plan_id ?? plan_id, interval, interval_count },
        cycle: toCycle(period),
        is_discountable: variant?.product?.discountable,
      })
    }),
    shipping: shippingLines(shipping_methods, currency_code),
    credit_minor: 0,
  }
}

/** One bill of a subscription that somebody else bills; amounts in major units. */
export interface ForeignBill extends BillingPeriod {
  currency_code: string
  plan_id?: string | null
  lines: {
    id: string
    quantity: number
    amount: number
    product_id?: string | null
    variant_id?: string | null
    plan_id?: string | null
  }[]
  shipping: { id: string; amount: number }[]
}

/** The document of a bill that is made elsewhere. `products`: by line id; a line whose product is gone has none. */
export function foreignBillDocument(
  bill: ForeignBill,
  { document_id, cycle, products }: { document_id: string; cycle: Cycle; products: Map<string, ProductFacts> },
): Document {
  const { currency_code, interval, interval_count } = bill
  return {
    id: document_id,
    currency_code,
    lines: bill.lines.map((line) => {
      const product = products.get(line.id)
      return toLine({
        id: line.id,
        quantity: line.quantity,
        amount: exactOf(line.amount, currency_code),
        catalogue: catalogueOfLine({ product, product_id: line.product_id }),
        variant_id: line.variant_id,
        plan: { id: line.plan_id ?? bill.plan_id ?? null, interval, interval_count },
        cycle,
        is_discountable: product?.discountable,
      })
    }),
    shipping: shippingLines(bill.shipping, currency_code),
    credit_minor: 0,
  }
}

const shippingLines = (methods: { id: string; amount: number }[], currency_code: string) =>
  methods.map(({ id, amount }) => ({ id, ...exactOf(amount, currency_code) }))
