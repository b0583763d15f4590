// What the API accepts as restrictions, from the kind of input of each row; the only zod of the table, so that a browser
// can read the rows without it.
import { z } from "@medusajs/framework/zod"
import { emailListSchema, idListSchema, moneyListSchema, timeWindowsSchema } from "../schema-parts"
import type { RestrictionInput } from "./row"
import type { Restrictions } from "./rows"
import { restrictionRows } from "./table"

/** What an input of that kind accepts; its neutral value too, which is what a client reads where nothing is set. */
export function valueSchema(input: RestrictionInput): z.ZodType {
  switch (input.kind) {
    case "money":
      return moneyListSchema
    case "count":
      return z.number().int().min(1).max(input.max).nullable()
    case "flag":
      return z.boolean()
    case "choice":
      return input.neutral === undefined ? z.enum(input.options).nullable() : z.enum(input.options)
    case "choices":
      return z.array(z.enum(input.options)).max(input.options.length)
    case "ids":
      return idListSchema
    case "emails":
      return emailListSchema
    case "times":
      return timeWindowsSchema
  }
}

const schemaNow = () => {
  const values = Object.fromEntries(
    restrictionRows().map(([key, { input }]) => [key, valueSchema(input).optional()] as const),
  )
  return { strict: z.strictObject(values), loose: z.looseObject(values) }
}

let built: { rows: number; schemas: ReturnType<typeof schemaNow> } | null = null

/** Rows come and never go: as long as there are as many, they are the same. */
function currentSchemas(): ReturnType<typeof schemaNow> {
  const rows = restrictionRows().length
  if (built?.rows !== rows) {
    built = { rows, schemas: schemaNow() }
  }
  return built.schemas
}

/** Conditions on winning, from the table of restrictions (law 6) as it is when they are read: an app may register rows of its own. */
export const restrictionsSchema = schemaFrom("strict")

/**
 * The same in an edit, which may send back what no row stands for any more: `withoutRow` tells it apart, and whoever has the
 * stored coupon knows whether it was there.
 */
export const editedRestrictionsSchema = schemaFrom("loose")

function schemaFrom(kind: keyof ReturnType<typeof schemaNow>): z.ZodType<Restrictions> {
  const schema = z.unknown().transform((value, context) => {
    const { success, data, error } = currentSchemas()[kind].safeParse(value)
    if (success) {
      return data
    }
    for (const issue of error.issues) {
      context.issues.push({ ...issue, input: value } as (typeof context.issues)[number])
    }
    return z.NEVER
  })
  return schema
}
