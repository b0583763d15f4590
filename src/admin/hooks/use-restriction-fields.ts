// Which restrictions have a field here.
import { ownRestrictionFields, type RestrictionField } from "../lib/restrictions-form"

/** The fields of a form, in their order. */
export function useRestrictionFields(): readonly RestrictionField[] {
  return ownRestrictionFields
}
