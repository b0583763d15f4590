// The engine's front door: everything others may use of the rules.
export * from "./calendar"
export * from "./code-batch"
export * from "./code-room"
export * from "./codes"
export * from "./coupon-schema"
export * from "./dates"
export * from "./discount"
export * from "./eligibility"
export * from "./evaluate"
export * from "./forecast"
export * from "./gates"
export * from "./grants"
export * from "./money"
export * from "./plan-change"
export * from "./refusals"
export * from "./restrictions"
export * from "./schedule"
export * from "./schema-parts"
export * from "./scope"
export * from "./shares"
export * from "./terms"
export * from "./types"

import type { GeneralRefusalCode } from "./refusals"
import type { RestrictionRefusalCode } from "./restrictions"

/** Every refusal code of ours; an app's own restrictions have further ones. */
export type RefusalCode = GeneralRefusalCode | RestrictionRefusalCode
