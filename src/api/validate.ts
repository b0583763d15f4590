// Checks what a request carries before a route sees it: bodies, queries and path parameters, answered in words.
import { zodValidator } from "@medusajs/framework"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { invalid } from "../tools/errors"

type Middleware = (req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction) => Promise<void> | void

/** What a check asks, beside it: whoever reads the list of routes (documentation, tests) sees what they take. */
export interface Checks {
  body?: z.ZodType
  query?: z.ZodType
}

type Check = Middleware & { checks: Checks }

const withChecks = (middleware: Middleware, checks: Checks): Check => Object.assign(middleware, { checks })

const MAX_LIMIT = 10_000
const MAX_INTEGER = 2_147_483_647
const MAX_DEPTH = 20

/** PostgreSQL can store neither the character NUL nor half of a surrogate pair; the database would answer with a 500. */
const unstorable = /\0|\p{Surrogate}/u

/** Throws INVALID_DATA for a text, anywhere in `value`, that the database cannot store; `where` is named in the sentence. */
export function refuseUnstorable(value: unknown, where: string, depth = 0): void {
  if (depth > MAX_DEPTH) {
    throw invalid(`The ${where} is nested more than ${MAX_DEPTH} levels deep.`)
  }
  if (typeof value === "string" && unstorable.test(value)) {
    throw invalid(`The ${where} contains a character that cannot be stored.`)
  }
  if (typeof value !== "object" || value === null) {
    return
  }
  for (const [key, inner] of Object.entries(value)) {
    refuseUnstorable(key, where, depth + 1)
    refuseUnstorable(inner, where, depth + 1)
  }
}

/** A middleware that checks the path, for routes whose query core's own validator reads. */
export const validatePath: Middleware = (req, _res, next) => {
  try {
    refuseUnstorable(req.params, "address")
    next()
  } catch (error) {
    next(error)
  }
}

/**
 * What `schema` (strict) makes of a value. Throws INVALID_DATA with core's sentence. Core's helper writes what came into
 * that sentence and fails on objects that cannot be a text (`{ "toString": 1 }`): then zod's own words must do.
 */
export async function checked<T extends z.ZodType>(schema: T, value: unknown): Promise<z.output<T>> {
  try {
    return (await zodValidator(schema, value)) as z.output<T>
  } catch (error) {
    const issues = error instanceof TypeError ? (await schema.safeParseAsync(value)).error?.issues : undefined
    if (!issues) {
      throw error
    }
    const sentences = issues.map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message))
    throw invalid(`Invalid request: ${sentences.join("; ")}`)
  }
}

/** A middleware that checks path and query against `schema` (strict) and leaves the result in `req.validatedQuery`. */
export function validateQuery(schema: z.ZodType): Check {
  const check: Middleware = async (req, _res, next) => {
    try {
      refuseUnstorable(req.params, "address")
      refuseUnstorable(req.query, "query")
      req.validatedQuery = (await checked(schema, req.query)) as MedusaRequest["validatedQuery"]
      next()
    } catch (error) {
      next(error)
    }
  }
  return withChecks(check, { query: schema })
}

/** A middleware that checks path and body against `schema` (strict) and leaves the result in `req.validatedBody`. */
export function validateBody(schema: z.ZodType): Check {
  const check: Middleware = async (req, _res, next) => {
    try {
      refuseUnstorable(req.params, "address")
      refuseUnstorable(req.body, "body")
      req.validatedBody = await checked(schema, req.body)
      next()
    } catch (error) {
      next(error)
    }
  }
  return withChecks(check, { body: schema })
}

const wholeNumber = (name: string, max: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, `'${name}' must be a whole number of 0 or more.`)
    .transform(Number)
    .refine((value) => value <= max, `'${name}' must be at most ${max}.`)

/** One id or several (`a`, `a,b`, or repeated), answered as a list. */
export const idsParam = z
  .union([z.string(), z.array(z.string()).max(1000)])
  .transform((value) => (Array.isArray(value) ? value : value.split(",")).map((id) => id.trim()).filter(Boolean))

const orderParam = (fields: readonly string[]) =>
  z
    .string()
    .refine(
      (value) => fields.includes(value.replace(/^-/, "")),
      `'order' must be one of ${fields.join(", ")}, with a leading - for descending.`,
    )

/**
 * Query fields that every list has: `limit` (default 20), `offset`, `order` (one of `orderable`; `-` descends;
 * default `-created_at` or the first of `orderable`) and `fields` (top-level names of the answer).
 */
export function listParams(orderable: readonly [string, ...string[]], defaultLimit = 20) {
  return {
    limit: wholeNumber("limit", MAX_LIMIT).default(defaultLimit),
    offset: wholeNumber("offset", MAX_INTEGER).default(0),
    order: orderParam(orderable).default(`-${orderable[0]}`),
    fields: z.string().optional(),
  }
}

/** The query of a route that answers one thing. */
export const readParams = z.object({ fields: z.string().optional() }).strict()

/** The body of a route that needs none. */
export const emptyBody = z.object({}).strict()

/** What `listParams` leaves behind, as every list query takes it. */
export interface Paging {
  limit: number
  offset: number
  order: string
}

/**
 * Keeps the top-level fields named in `fields` (comma-separated; `-name` leaves one out, `+name` and `*` keep all).
 * `id` always stays. Throws INVALID_DATA for a name the answer does not have, unless `refuse_unknown` is off.
 */
export function pickFields<T extends { id: string }>(
  row: T,
  fields: string | undefined,
  { refuse_unknown = true } = {},
): Partial<T> {
  const names = (fields ?? "")
    .split(",")
    .map((name) => name.trim().replace(/^\*(?=.)/, ""))
    .filter(Boolean)
  const chosen = names.filter((name) => !/^[-+*]/.test(name))
  const dropped = names.filter((name) => name.startsWith("-")).map((name) => name.slice(1))
  for (const name of names) {
    const top = name.replace(/^[-+]/, "").split(".")[0] ?? ""
    if (refuse_unknown && name !== "*" && !(top in row)) {
      throw invalid(`There is no field '${top}' to select.`)
    }
  }
  const kept = new Set(["id", ...chosen.map((name) => name.split(".")[0])])
  const keep = (key: string) => key === "id" || ((chosen.length === 0 || kept.has(key)) && !dropped.includes(key))
  return Object.fromEntries(Object.entries(row).filter(([key]) => keep(key))) as Partial<T>
}

/**
 * The fields of one row that the request asks for. Throws INVALID_DATA for a name the answer does not have, but only where
 * the request just reads: what was written is not refused afterwards.
 */
export function pickAsked<T extends { id: string }>(req: MedusaRequest, row: T): Partial<T> {
  const { fields } = req.validatedQuery as { fields?: string }
  return pickFields(row, fields, { refuse_unknown: req.method === "GET" })
}
