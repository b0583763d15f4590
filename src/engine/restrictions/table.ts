// The table as its readers ask it: our rows and those that an app registered, and what follows from the rows of some gates.
import { REFUSALS } from "../refusals"
import type { Refusal } from "../types"
import { registeredRow, registeredRows } from "./registry"
import { neutralOf, saysNothing } from "./row"
import type { AnyRow, FactNeed, PerValue } from "./row"
import { RESTRICTIONS } from "./rows"
import type { Restrictions } from "./rows"

/** What is stored under restrictions, whoever wrote it: a newer version's keys too. */
export type StoredRestrictions = Readonly<Record<string, unknown>>

/** What has restrictions: a coupon, a promo code, a gate. */
export interface Restricted {
  restrictions: Restrictions | StoredRestrictions
}

const OWN = RESTRICTIONS as unknown as Readonly<Record<string, AnyRow>>

/** The row of that key; null for a key that nobody knows, also for names that every object has. */
export function rowOf(key: string): AnyRow | null {
  return Object.hasOwn(RESTRICTIONS, key) ? OWN[key]! : (registeredRow(key) ?? null)
}

/** Every row with its key, in the order of forms: an app's after ours. */
export const restrictionRows = (): [key: string, row: AnyRow][] => [...Object.entries(OWN), ...registeredRows()]

/** Every restriction with its neutral value where none is set, so that a client never has to guess; unknown ones as they are. */
export function withNeutralValues(restrictions: Restricted["restrictions"]): Record<string, unknown> {
  const neutral = restrictionRows().map(([key, { input }]) => [key, neutralOf(input)] as const)
  const set = Object.entries(restrictions).filter(([, value]) => value !== null && value !== undefined)
  return { ...Object.fromEntries(neutral), ...Object.fromEntries(set) }
}

/** The restrictions whose row is not there: an app registers it no longer, or a newer version wrote them. */
export function withoutRow(restrictions: StoredRestrictions): Record<string, unknown> {
  return Object.fromEntries(Object.entries(restrictions).filter(([key]) => rowOf(key) === null))
}

/** The restrictions that say something, with their rows; null where nobody knows the key. */
export function* restrictionsIn({
  restrictions,
}: Restricted): Generator<{ key: string; value: unknown; row: AnyRow | null }> {
  for (const [key, value] of Object.entries(restrictions)) {
    const row = rowOf(key)
    if (!saysNothing(value, row?.input)) {
      yield { key, value, row }
    }
  }
}

/** What a field of the row is for this value. */
export function fieldOf<Field>(field: PerValue<never, Field>, value: unknown): Field {
  return typeof field === "function" ? (field as (value: unknown) => Field)(value) : field
}

/** Which facts these gates ask for; most coupons ask for none. */
export function factsNeeded(gates: Iterable<Restricted | null | undefined>): ReadonlySet<FactNeed> {
  const needed = new Set<FactNeed>()
  for (const { row, value } of rowsIn(gates)) {
    for (const need of fieldOf(row.needs, value)) {
      needed.add(need)
    }
  }
  return needed
}

/** True if a person passes one of these gates once: their claims lock the person (rule 18). */
export function guardsPerson(gates: Iterable<Restricted | null | undefined>): boolean {
  return rowsIn(gates).some(({ row, value }) => fieldOf(row.once_per_person, value))
}

/** True if one of these gates is for named people: strangers hear that there is no such code (rule 47). */
export function isForNamedPeople(gates: Iterable<Restricted | null | undefined>): boolean {
  return rowsIn(gates).some(({ row, value }) => fieldOf(row.about, value) === "person")
}

function rowsIn(gates: Iterable<Restricted | null | undefined>): { row: AnyRow; value: unknown }[] {
  return [...gates].flatMap((gate) =>
    gate ? [...restrictionsIn(gate)].flatMap(({ row, value }) => (row ? [{ row, value }] : [])) : [],
  )
}

/** The sentence of every refusal code, those of the rows included. */
export function allRefusals(): Record<string, string> {
  return Object.assign({}, ...restrictionRows().map(([, { refusals }]) => refusals), REFUSALS) as Record<string, string>
}

/** The refusal of a row with that code; `details`, a whole sentence, follows the code's own. */
export function refuseByRow(row: AnyRow, code: string, details?: string): Refusal {
  const message = row.refusals[code] ?? ""
  return { code, message: details ? `${message} ${details}` : message }
}
