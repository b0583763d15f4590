// How free text becomes a filter (what is typed is looked for as it is, wildcards included), and how lists are sorted.
import { raw } from "@medusajs/framework/mikro-orm/core"

/** An ILIKE pattern for "contains `text`", with SQL's own wildcards taken literally. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`

/** An ILIKE pattern for "equals `text` but for case". */
export const likeExactly = (text: string): string => text.replace(/[\\%_]/g, "\\$&")

/** MedusaService's order for `name` or `-name`, with the id as tie-break so that pages never overlap. */
export function orderOf(order: string): Record<string, "ASC" | "DESC"> {
  const direction = order.startsWith("-") ? "DESC" : "ASC"
  const field = order.replace(/^-/, "")
  return field === "id" ? { id: direction } : { [field]: direction, id: direction }
}

/** MedusaService's order of a list that nobody sorted: the newest first, archived ones after all others. */
export const archivedLast = (): Record<string, "ASC" | "DESC"> => ({
  [raw((alias) => `(${alias}.status = 'archived')`)]: "ASC",
  created_at: "DESC",
  id: "DESC",
})
