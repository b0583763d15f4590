// Read-only links: rows of the coupon module, read through Query from what core owns. They add no table; the module's own
// columns say what belongs to what. (Medusa's loader passes over files that begin with an underscore.)
import { defineLink } from "@medusajs/framework/utils"
import { COUPON_MODULE } from "../modules/coupon"

type Linkable = Parameters<typeof defineLink>[0] extends infer Side
  ? Side extends { linkable: infer L; field?: string; alias?: string }
    ? L
    : never
  : never

/** Rows of ours, by the column that names the other side's id. `alias` is the singular; the list is its plural. */
interface OurRows {
  entity: string
  column: string
  alias: string
}

/** Lists `rows` under their plural on every `linkable`, by its id. */
export function linkRows(linkable: unknown, { entity, column, alias }: OurRows): ReturnType<typeof defineLink> {
  return defineLink({ linkable: linkable as Linkable, field: "id" }, ourSide(entity, column, alias), {
    readOnly: true,
    isList: true,
  })
}

/** Shows the one row whose id stands in `field` of `linkable`. */
export function linkRow(linkable: unknown, field: string, entity: string, alias: string): ReturnType<typeof defineLink> {
  return defineLink({ linkable: linkable as Linkable, field }, ourSide(entity, "id", alias), {
    readOnly: true,
    isList: false,
  })
}

const ourSide = (entity: string, primaryKey: string, alias: string) => ({
  serviceName: COUPON_MODULE,
  entity,
  alias,
  field: "id",
  linkable: `${alias}_id`,
  primaryKey,
})
