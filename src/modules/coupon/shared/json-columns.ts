// Objects in JSON columns are replaced whole. The generated update methods merge them into what is stored, so that a
// restriction or an excluded product could never be taken away again.
import type { SqlParam } from "../../../tools/sql"
import type { Db } from "./db"
import { json } from "../../../tools/sql"

/** Columns that hold an object; the generated methods do replace lists. */
const OBJECT_COLUMNS = {
  coupon: ["scope", "restrictions", "metadata"],
  coupon_promo_code: ["restrictions", "metadata"],
} as const

/** Writes the object columns of `change`; answers what is left of it for the generated method. */
export async function replaceObjects<T extends { id: string }>(
  db: Db,
  table: keyof typeof OBJECT_COLUMNS,
  change: T,
): Promise<T> {
  const left: Record<string, unknown> = { ...change }
  const columns = OBJECT_COLUMNS[table].filter((column) => left[column] !== undefined)
  if (columns.length === 0) {
    return change
  }
  const values = columns.map((column): SqlParam => (left[column] === null ? null : json(left[column])))
  await db.rows(
    `UPDATE ${table} SET ${columns.map((column) => `${column} = ?::jsonb`).join(", ")}, updated_at = now() WHERE id = ?`,
    [...values, change.id],
  )
  for (const column of columns) {
    delete left[column]
  }
  return left as T
}
