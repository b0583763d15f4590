// What can be picked in a form: products, plans, customers and so on, each found by a search or by id.
import { sdk } from "./sdk"

export type RecordKind =
  | "product"
  | "variant"
  | "product_type"
  | "collection"
  | "category"
  | "plan"
  | "customer"
  | "customer_group"
  | "region"
  | "sales_channel"

/** Something with a name. */
export interface Named {
  id: string
  name: string
  /** What tells it from others of the same name. */
  detail?: string
}

/** Records of one kind, and how many there are in all. */
export interface NamedPage {
  records: Named[]
  count: number
}

/** `q` searches, `id` finds; `limit` at most. */
export interface RecordQuery {
  q?: string
  id?: string[]
  limit: number
}

type Row = Record<string, unknown> & { id: string }

interface Source {
  path: string
  /** Where the answer has its rows. */
  rows: string
  fields: string
  named: (row: Row) => Named
}

const text = (value: unknown): string => (typeof value === "string" ? value : "")
const by = (field: string) => (row: Row) => ({ id: row.id, name: text(row[field]) || row.id })

const variantNamed = (row: Row): Named => {
  const product = text((row.product as { title?: unknown } | null | undefined)?.title)
  return {
    id: row.id,
    name: [product, text(row.title)].filter(Boolean).join(" · "),
    detail: text(row.sku) || undefined,
  }
}

const customerNamed = (row: Row): Named => ({
  id: row.id,
  name: text(row.email) || row.id,
  detail: [text(row.first_name), text(row.last_name)].filter(Boolean).join(" ") || undefined,
})

const sources: Record<Exclude<RecordKind, "plan">, Source> = {
  product: { path: "/admin/products", rows: "products", fields: "id,title", named: by("title") },
  variant: {
    path: "/admin/product-variants",
    rows: "variants",
    fields: "id,title,sku,product.title",
    named: variantNamed,
  },
  product_type: { path: "/admin/product-types", rows: "product_types", fields: "id,value", named: by("value") },
  collection: { path: "/admin/collections", rows: "collections", fields: "id,title", named: by("title") },
  category: { path: "/admin/product-categories", rows: "product_categories", fields: "id,name", named: by("name") },
  customer: {
    path: "/admin/customers",
    rows: "customers",
    fields: "id,email,first_name,last_name",
    named: customerNamed,
  },
  customer_group: { path: "/admin/customer-groups", rows: "customer_groups", fields: "id,name", named: by("name") },
  region: { path: "/admin/regions", rows: "regions", fields: "id,name", named: by("name") },
  sales_channel: { path: "/admin/sales-channels", rows: "sales_channels", fields: "id,name", named: by("name") },
}

async function fetchRows({ path, rows, fields, named }: Source, query: RecordQuery): Promise<NamedPage> {
  const answer = await sdk.client.fetch<{ count: number } & Record<string, unknown>>(path, {
    query: { ...query, fields },
  })
  return { records: (answer[rows] as Row[]).map(named), count: answer.count }
}

/** Records of one kind, in the shop's own order. Throws what the request throws. */
export function fetchRecords(kind: RecordKind, query: RecordQuery): Promise<NamedPage> {
  return kind === "plan" ? fetchPlans(query) : fetchRows(sources[kind], query)
}

/** Plans go by the product they belong to: many are called "Monthly". */
async function fetchPlans(query: RecordQuery): Promise<NamedPage> {
  const { plans, count } = await sdk.client.fetch<{
    plans: (Row & { variant_id: string; name: string })[]
    count: number
  }>("/admin/billing/plans", { query })
  const variant_ids = [...new Set(plans.map(({ variant_id }) => variant_id))]
  const variants =
    variant_ids.length > 0
      ? (await fetchRows(sources.variant, { id: variant_ids, limit: variant_ids.length })).records
      : []
  const nameOf = new Map(variants.map(({ id, name }) => [id, name]))
  const records = plans.map(({ id, name, variant_id }) => ({ id, name, detail: nameOf.get(variant_id) }))
  return { records, count }
}
