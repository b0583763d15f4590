// Which groups a product is in, as scopes see it: type, collection, its categories and every category above them.

/** A category as core stores it; `mpath` names it and its ancestors from the root down, joined by dots. */
export interface CategoryFacts {
  id: string
  mpath?: string | null
}

/** The ids of the categories and of all their ancestors, each once: who lists a category means what is below it (rule 8). */
export function withAncestors(categories: CategoryFacts[] | undefined): string[] {
  const ids = (categories ?? []).flatMap(({ id, mpath }) => [id, ...(mpath ?? "").split(".")])
  return [...new Set(ids)].filter((id) => id !== "")
}

/** A type or collection; one that was deleted comes along where deleted products are read. */
interface Group {
  id: string
  deleted_at?: Date | string | null
}

/** What a product belongs to, as core's query answers it. */
export interface ProductGroups {
  type_id?: string | null
  type?: Group | null
  collection_id?: string | null
  collection?: Group | null
  categories?: CategoryFacts[]
}

/** Fields to read for `groupsOf`, of a product, or of a relation to one. */
export const groupFields = (prefix = ""): string[] =>
  [
    "type_id",
    "type.id",
    "type.deleted_at",
    "collection_id",
    "collection.id",
    "collection.deleted_at",
    "categories.id",
    "categories.mpath",
  ].map((field) => prefix + field)

/**
 * The groups that a scope can name and this product is in. A group that was deleted is none, whatever kind it is: core takes
 * deleted categories off a product, and leaves the ids of deleted types and collections on it, without what they pointed to.
 */
export function groupsOf(product: ProductGroups | null | undefined) {
  const { type, type_id, collection, collection_id, categories } = product ?? {}
  return {
    product_type_id: (type === undefined ? type_id : living(type)) ?? null,
    collection_id: (collection === undefined ? collection_id : living(collection)) ?? null,
    category_ids: withAncestors(categories),
  }
}

const living = (group: Group | null) => (group?.deleted_at ? null : group?.id)

/** True where a product names a type or collection, and whether that is still there was not read along. */
export const hasUnknownGroups = ({ type, type_id, collection, collection_id }: ProductGroups): boolean =>
  Boolean((type_id && type === undefined) || (collection_id && collection === undefined))
