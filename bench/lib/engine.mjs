// Evaluations per second of the engine alone, on one core: 5 lines and 3 discounts. TypeScript is compiled by swc (ts-node).
import { createRequire } from "node:module"
import path from "node:path"
import { Bench } from "tinybench"
import { root } from "../../scripts/lib/paths.mjs"
import { say } from "../../scripts/lib/progress.mjs"
import { median } from "./statistics.mjs"

const GOAL = 200_000
/** So many evaluations are one sample, because a single one is too short for the clock. */
const BATCH = 500
const SAMPLE_MS = 1000

const require = createRequire(import.meta.url)

function loadCases() {
  require("ts-node").register({ project: path.join(root, "tsconfig.json"), swc: true })
  return require("../engine-cases.ts").cases
}

let seen = 0

/** Adds the answers up where the optimiser cannot prove that nobody looks. */
function batchOf(evaluate) {
  return () => {
    for (let count = 0; count < BATCH; count += 1) {
      seen += evaluate().total_minor
    }
  }
}

/** Evaluations per second in one second of samples: from the median time of a batch. */
async function rate(name, evaluate) {
  const bench = new Bench({ time: SAMPLE_MS, warmupTime: SAMPLE_MS / 2 })
  bench.add(name, batchOf(evaluate))
  await bench.run()
  const { result } = bench.tasks[0]
  if (result.error) {
    throw result.error
  }
  return (BATCH * 1000) / result.latency.p50
}

const thousands = (value) => Math.round(value).toLocaleString("en")

/** Prints evaluations per second for each case: median, lowest and highest of the rounds. */
export async function run({ rounds = 5 }) {
  say(`Engine, 5 lines and 3 discounts, ${rounds} rounds each: evaluations per second, median (lowest to highest)`)
  const cases = Object.entries(loadCases())
  const rates = Object.fromEntries(cases.map(([name]) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, evaluate] of cases) {
      rates[name].push(await rate(name, evaluate))
    }
  }
  for (const [name, all] of Object.entries(rates)) {
    const reached = median(all) >= GOAL ? "reached" : "NOT reached"
    const spread = `${thousands(Math.min(...all))} to ${thousands(Math.max(...all))}`
    console.log(`  ${name}: ${thousands(median(all))} (${spread}), goal at least ${thousands(GOAL)}: ${reached}`)
  }
  if (!Number.isSafeInteger(seen)) {
    throw new Error("The engine answered amounts that are no whole numbers.")
  }
}
