// Invoices priced per second with all data loaded (10,000 subscriptions, 2 items, 3 discounts, tax), and forecasts of 12.
import { createRequire } from "node:module"
import path from "node:path"
import { Bench } from "tinybench"
import { root } from "../../scripts/lib/paths.mjs"
import { say } from "../../scripts/lib/progress.mjs"
import { median } from "./statistics.mjs"

const GOAL_PER_SECOND = 5_000
/** So many make one sample, because a single one is too short for the clock. */
const BATCH = 50
const SAMPLE_MS = 1000

const require = createRequire(import.meta.url)

function loadCases() {
  require("ts-node").register({ project: path.join(root, "tsconfig.json"), swc: true })
  return require("../billing-cases.ts")
}

let seen = 0

/** Per second, from the median time of a batch in one second of samples. */
async function rate(name, work, batch) {
  const bench = new Bench({ time: SAMPLE_MS, warmupTime: SAMPLE_MS / 2 })
  bench.add(name, () => {
    for (let count = 0; count < batch; count += 1) {
      seen += work()
    }
  })
  await bench.run()
  const { result } = bench.tasks[0]
  if (result.error) {
    throw result.error
  }
  return (batch * 1000) / result.latency.p50
}

async function rates(name, work, batch, rounds) {
  const all = []
  for (let round = 0; round < rounds; round += 1) {
    all.push(await rate(name, work, batch))
  }
  if (!Number.isFinite(seen)) {
    throw new Error(`"${name}" answered amounts that are no numbers.`)
  }
  return all
}

const thousands = (value) => Math.round(value).toLocaleString("en")
const spread = (all) => `${thousands(median(all))} (${thousands(Math.min(...all))} to ${thousands(Math.max(...all))})`

/** Prints invoices priced per second: median, lowest and highest of the rounds. */
export async function run({ rounds = 5 }) {
  const { priceOne } = loadCases()
  say(
    `Invoices of 10,000 subscriptions, 2 items, 3 discounts, tax, ${rounds} rounds: per second, median (lowest to highest)`,
  )
  const all = await rates("invoices", priceOne, BATCH, rounds)
  const reached = median(all) >= GOAL_PER_SECOND ? "reached" : "NOT reached"
  console.log(`  priced per second: ${spread(all)}, goal at least ${thousands(GOAL_PER_SECOND)}: ${reached}`)
}

/** Prints how long a forecast of 12 invoices takes: median, lowest and highest of the rounds. */
export async function runForecast({ rounds = 5 }) {
  const { forecastOne } = loadCases()
  say(`Forecasts of 12 invoices, 2 items, 3 discounts, tax, ${rounds} rounds: per second, median (lowest to highest)`)
  const all = await rates("forecast", forecastOne, 5, rounds)
  console.log(`  forecasts per second: ${spread(all)}, that is ${(1000 / median(all)).toFixed(2)} ms each`)
}
