// What an app may import from "medusa-plugin-coupons/engine": restrictions of its own, and the two questions that the engine answers.
export { admit } from "./eligibility"
export type { Admission } from "./eligibility"
export { evaluate } from "./evaluate"
export { forecast } from "./forecast"
export type { ForecastCycle, ForecastInput } from "./forecast"
export { fromMinor, toMinor } from "./money"
export { eligibleLines, registerRestriction, RESTRICTIONS } from "./restrictions"
export type { AnyRow, RestrictionInput, RestrictionRow, RestrictionTexts } from "./restrictions"
export type {
  Candidate,
  CustomerFacts,
  Discount,
  DiscountOutcome,
  Document,
  Evaluation,
  Facts,
  Gate,
  Line,
  Refusal,
  Terms,
} from "./types"
