// Seeded chance, and what comes out of it: values that fit a JSON schema, and values that fit nothing.

/** A JSON schema as zod writes it, as far as the fuzz reads it. */
export interface JsonSchema {
  type?: string
  anyOf?: JsonSchema[]
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  minimum?: number
  maximum?: number
}

/** Words for names of fields, by what they end with. */
export type Hints = (field: string) => readonly unknown[] | undefined

export class Chance {
  constructor(private state: number) {}

  /** From 0 to less than 1; Mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }

  below(n: number): number {
    return Math.floor(this.next() * n)
  }

  maybe(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T
  }
}

/** What no field waits for. Numbers that a quantity may have are small: a batch of a million codes is no bad input. */
const NASTY: readonly unknown[] = [
  null,
  true,
  "",
  " ",
  "null",
  "\u0000",
  "\ud800",
  "a\u0301\u202e😀",
  "İ–'\";--",
  "%",
  "../..",
  "x".repeat(300),
  "9".repeat(10_000),
  "2026-02-30",
  "9999-12-31",
  "0001-01-01",
  "2027-01-01T25:00:00Z",
  "+275760-09-13",
  "zzz",
  0,
  -1,
  0.1,
  1.5,
  -0,
  1e18,
  -1e18,
  1e308,
  2 ** 31,
  2 ** 53,
  1e-7,
  [],
  [[]],
  [null],
  {},
  { toString: 1 },
  { length: 5 },
  { $gt: 0 },
  { $or: [] },
  JSON.parse('{"__proto__":{"polluted":1},"constructor":1,"hasOwnProperty":1}'),
  Array.from({ length: 500 }, (_, index) => index),
]

const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) })

export const nasty = (chance: Chance): unknown => (chance.maybe(0.02) ? nested(50) : chance.pick(NASTY))

/** A value that fits the schema as far as a schema says it: rules between fields are left to luck. */
export function fitting(schema: JsonSchema, field: string, chance: Chance, hints: Hints): unknown {
  if (schema.anyOf) {
    return fitting(chance.pick(schema.anyOf), field, chance, hints)
  }
  if (schema.enum) {
    return chance.pick(schema.enum)
  }
  if ("const" in schema) {
    return schema.const
  }
  const known = hints(field)
  if (schema.properties) {
    // Few of many: the more fields there are, the more rules are between them.
    const optional = Math.min(0.3, 3 / Object.keys(schema.properties).length)
    const entries = Object.entries(schema.properties).filter(([name]) =>
      chance.maybe(schema.required?.includes(name) ? 0.97 : optional),
    )
    return Object.fromEntries(entries.map(([name, inner]) => [name, fitting(inner, name, chance, hints)]))
  }
  if (schema.type === "array") {
    return Array.from({ length: chance.below(4) }, () => fitting(schema.items ?? {}, field, chance, hints))
  }
  if (schema.type === "integer" || schema.type === "number") {
    return fittingNumber(schema, chance)
  }
  if (schema.type === "boolean") {
    return chance.maybe(0.5)
  }
  if (schema.type === "null") {
    return null
  }
  return chance.pick(
    known ?? (schema.type === "string" ? ["a", "Summer sale", "x y", "é", "1"] : [{}, { a: 1 }, "a", 1]),
  )
}

/** Small, so that nobody makes a million codes. */
function fittingNumber({ minimum = 0, maximum = Infinity }: JsonSchema, chance: Chance): number {
  const fits = [1, 2, 3, 10, 20, 0, minimum].filter((value) => value >= minimum && value <= maximum)
  return fits.length > 0 ? chance.pick(fits) : minimum
}

/** The value with one thing in it that is wrong: replaced, left out, added, or wrapped in a list. */
export function spoilt(value: unknown, chance: Chance): unknown {
  if (typeof value !== "object" || value === null || chance.maybe(0.15)) {
    return chance.maybe(0.2) ? [value] : nasty(chance)
  }
  if (Array.isArray(value)) {
    const list: unknown[] = [...(value as unknown[])]
    const at = chance.below(list.length + 1)
    list.splice(at, at < list.length ? 1 : 0, spoilt(list[at], chance))
    return list
  }
  const entries = Object.entries(value)
  if (entries.length === 0 || chance.maybe(0.1)) {
    const name = chance.pick(["__proto__", "constructor", "id", "status", "deleted_at", "", "a.b", "x"])
    const added = Object.fromEntries(entries)
    Object.defineProperty(added, name, { value: nasty(chance), enumerable: true, configurable: true, writable: true })
    return added
  }
  const at = chance.below(entries.length)
  if (chance.maybe(0.15)) {
    return Object.fromEntries(entries.filter((_, index) => index !== at))
  }
  return Object.fromEntries(entries.map(([name, inner], index) => [name, index === at ? spoilt(inner, chance) : inner]))
}
