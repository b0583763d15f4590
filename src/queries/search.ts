// How free text becomes a filter (what is typed is looked for as it is, wildcards included), and how lists that Medusa generates are sorted.
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
