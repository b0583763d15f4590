// Restrictions as somebody types them into an empty form, for tests.
import {
  emptyRestrictionsForm,
  ownRestrictionFields,
  withTyped,
  type RestrictionsForm,
  type TypedRestriction,
} from "../lib/restrictions-form"

/** The empty form with these typed, by key; throws for a restriction without a field. */
export function restrictionsTyped(values: Record<string, unknown>): RestrictionsForm {
  return Object.entries(values).reduce((form, [key, value]) => {
    const input = ownRestrictionFields.find((field) => field.key === key)?.input
    if (!input) {
      throw new Error(`There is no field for ${key}.`)
    }
    return withTyped(form, key, { kind: input.kind, input, value } as TypedRestriction)
  }, emptyRestrictionsForm)
}
