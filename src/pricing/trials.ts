// Free time before the first paid period: the plan's own trial and what trial-extending coupons add to it (rule 3).
import { lineRefusal } from "../engine"
import type { Document, Line, Terms } from "../engine"
import type { PlanFacts } from "./plans"

/** Trial days by line id; lines that are paid from the first day are left out. */
export function trialDays(lines: Line[], plans: Map<string, PlanFacts>, terms: Terms[]): Map<string, number> {
  const extensions = terms.filter(({ type }) => type === "trial_extension")
  const days = new Map<string, number>()
  for (const line of lines) {
    const plan = plans.get(line.plan_id ?? "")
    const added = plan ? extensions.filter((extension) => lineRefusal(line, extension) === null) : []
    const total = added.reduce((sum, { trial_days }) => sum + (trial_days ?? 0), plan?.trial_days ?? 0)
    if (total > 0) {
      days.set(line.id, total)
    }
  }
  return days
}

/** The document at sign-up: a line that begins with a trial costs nothing yet, so nothing of it is left to discount. */
export function withTrials(document: Document, trial_days: Map<string, number>): Document {
  return trial_days.size === 0
    ? document
    : {
        ...document,
        lines: document.lines.map((line) =>
          trial_days.has(line.id) ? { ...line, amount_minor: 0, below_nano: 0 } : line,
        ),
      }
}
