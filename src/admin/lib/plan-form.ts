// The form of a plan without its looks: what was typed, what is wrong, and the request it becomes.
import type { Interval } from "../../engine/types"
import type { Plan } from "./api-types"
import { readCount, readDecimal } from "./typed"

export const intervals: Interval[] = ["day", "week", "month", "year"]

export interface PlanForm {
  variant_id: string
  name: string
  interval: Interval
  interval_count: string
  trial_days: string
  is_default: boolean
}

export type PlanRequest = Omit<Plan, "id">
export type PlanErrors = Partial<Record<keyof PlanForm, "required" | "intervalCount" | "trialDays">>

/** The first plan of a variant is its default. */
export const emptyPlan = (variant_id: string, is_default: boolean): PlanForm => ({
  variant_id,
  name: "",
  interval: "month",
  interval_count: "1",
  trial_days: "0",
  is_default,
})

export const formOfPlan = ({ variant_id, name, interval, interval_count, trial_days, is_default }: Plan): PlanForm => ({
  variant_id,
  name,
  interval,
  interval_count: String(interval_count),
  trial_days: String(trial_days),
  is_default,
})

const MAX_COUNT = 1_000
const MAX_DAYS = 3_650

/** Null unless it is a whole number the server takes. */
export function readPeriod({ interval, interval_count }: Pick<PlanForm, "interval" | "interval_count">) {
  const count = readCount(interval_count)
  return count === null || count > MAX_COUNT ? null : { interval, interval_count: count }
}

function readTrial({ trial_days }: PlanForm): number | null {
  const days = trial_days.trim() === "" ? 0 : readDecimal(trial_days, 0)
  return days === null || days > MAX_DAYS ? null : days
}

/** Everything that is wrong, by field. The server has the last word. */
export function checkPlanForm(form: PlanForm): PlanErrors {
  return {
    ...(form.variant_id === "" ? { variant_id: "required" as const } : {}),
    ...(form.name.trim() === "" ? { name: "required" as const } : {}),
    ...(readPeriod(form) === null ? { interval_count: "intervalCount" as const } : {}),
    ...(readTrial(form) === null ? { trial_days: "trialDays" as const } : {}),
  }
}

/** The request for a form that `checkPlanForm` finds nothing wrong with. Throws otherwise. */
export function requestOfPlanForm(form: PlanForm): PlanRequest {
  const [period, trial_days] = [readPeriod(form), readTrial(form)]
  if (period === null || trial_days === null) {
    throw new Error("The form must be checked before it is sent.")
  }
  const { variant_id, is_default } = form
  return { variant_id, name: form.name.trim(), ...period, trial_days, is_default }
}
