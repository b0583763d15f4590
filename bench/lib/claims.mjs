// Places taken per second at the module: a limited coupon against a raw update and insert, an unlimited one against a raw insert.
import { readFileSync } from "node:fs"
import { say } from "../../scripts/lib/progress.mjs"
import { runScript } from "./shops.mjs"
import { median } from "./statistics.mjs"

const GOALS = { limited: 0.7, unlimited: 0.5 }

let measuring

/** Both benchmarks come from one run, in which all four sides take turns. */
const measured = (rounds) =>
  (measuring ??= runScript("claims", "./bench/claims.ts", (file) => [file, String(rounds)]).then((file) =>
    JSON.parse(readFileSync(file, "utf8")),
  ))

const perSecond = (rates) =>
  `${Math.round(median(rates))} /s (${Math.round(Math.min(...rates))} to ${Math.round(Math.max(...rates))})`

/** Rates, unlike times: more is better, so the goal is a least ratio. */
function showRatio(ours, theirs, goal) {
  const each = ours.map((rate, round) => rate / theirs[round])
  const value = median(ours) / median(theirs)
  const spread = `${value.toFixed(2)} (${Math.min(...each).toFixed(2)} to ${Math.max(...each).toFixed(2)})`
  return `${spread}, goal at least ${goal}: ${value >= goal ? "reached" : "NOT reached"}`
}

/** `npm run bench -- limited`: 8 clients on one limited coupon. */
export async function runLimited({ rounds = 5 }) {
  const { rates, clients, limited_waits } = await measured(rounds)
  say(`${clients} clients on one limited coupon, ${rounds} rounds: per second, median (lowest to highest)`)
  console.log(`  ours ${perSecond(rates.limited)}, raw update and insert ${perSecond(rates.raw_limited)}`)
  console.log(
    `  ours / raw ${showRatio(rates.limited, rates.raw_limited, GOALS.limited)}; lock waits seen ${limited_waits}`,
  )
}

/** `npm run bench -- unlimited`: 8 clients on one unlimited coupon. */
export async function runUnlimited({ rounds = 5 }) {
  const { rates, clients, waits } = await measured(rounds)
  say(`${clients} clients on one unlimited coupon, ${rounds} rounds: per second, median (lowest to highest)`)
  console.log(`  ours ${perSecond(rates.unlimited)}, raw insert ${perSecond(rates.raw_append)}`)
  console.log(`  ours / raw ${showRatio(rates.unlimited, rates.raw_append, GOALS.unlimited)}; lock waits seen ${waits}`)
}
