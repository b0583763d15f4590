// The terms of a one-off discount, as requests write them (rule 26).
import { createCouponSchema } from "../engine"
import type { CouponInput } from "../engine"

export type Refuse = (message: string) => void

/** Checked as a coupon's; null, with every reason told to `refuse`, where they are none. */
export function customTerms(custom: Record<string, unknown>, refuse: Refuse): CouponInput | null {
  if (custom.status !== undefined) {
    refuse("A custom discount has no 'status': it is applied at once.")
    return null
  }
  const parsed = createCouponSchema.safeParse({ name: "Custom discount", ...custom, status: "active" })
  for (const { path, message } of parsed.error?.issues ?? []) {
    refuse(`custom${path.map((key) => `.${String(key)}`).join("")}: ${message}`)
  }
  return parsed.success ? parsed.data : null
}
