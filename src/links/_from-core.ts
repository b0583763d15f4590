// Read-only links: rows of the coupon module, read through Query from what core owns. They add no table; the module's own
// columns say what belongs to what. (Medusa's loader passes over files that begin with an underscore.)
import { defineLink } from "@medusajs/framework/utils"
import { COUPON_MODULE } from "../modules/coupon"

/** One of a module's `linkable`s; Medusa's types know more of it than is needed here. */
type Linkable = { serviceName: string }

/** Rows of ours, by the column that names the other side's id. `alias` is the singular; the list is its plural. */
interface OurRows {
  entity: string
  column: string
  alias: string
}

/**
 * Lists `rows` under their plural on every `linkable`, by its id. One list for each kind of `linkable`: Query fetches all
 * links that lead from one field to one module at once, as rows of the first, and would mix up the second (decision 19).
 */
export function linkRows(linkable: unknown, { entity, column, alias }: OurRows): ReturnType<typeof defineLink> {
  const ours = {
    serviceName: COUPON_MODULE,
    entity,
    alias,
    field: "id",
    linkable: `${alias}_id`,
    primaryKey: column,
  }
  return defineLink({ linkable: linkable as Linkable, field: "id" }, ours, { readOnly: true, isList: true })
}
