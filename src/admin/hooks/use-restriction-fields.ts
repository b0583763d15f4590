// Which restrictions have a field here.
import { useMemo } from "react"
import { ownRestrictionFields, type RestrictionField } from "../lib/restrictions-form"
import { useCouponSettings } from "./use-coupons"

/** The fields of a form, in their order: ours, then those of the restrictions that the app registered. */
export function useRestrictionFields(): readonly RestrictionField[] {
  const restrictions = useCouponSettings()?.restrictions
  return useMemo(
    () => [...ownRestrictionFields, ...(restrictions ?? []).map(({ key, input }) => ({ key, input }))],
    [restrictions],
  )
}
