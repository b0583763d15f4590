// `npm run bench`: runs the named benchmarks, or all, one after the other, and prints what each measured.
import os from "node:os"
import path from "node:path"
import { Refusal } from "../../scripts/lib/cli.mjs"
import { say } from "../../scripts/lib/progress.mjs"

/** By name. Each module's `run(options)` prints its own figures and leaves stopping what it started to the shutdown. */
const benchmarks = {
  engine: () => import("./engine.mjs"),
  enter: () => import("./enter.mjs"),
  lines: () => import("./lines.mjs"),
  complete: () => import("./complete.mjs"),
  batch: () => import("./batch.mjs"),
  table: () => import("./table.mjs"),
  limited: () => import("./claims.mjs").then(({ runLimited }) => ({ run: runLimited })),
  unlimited: () => import("./claims.mjs").then(({ runUnlimited }) => ({ run: runUnlimited })),
  invoices: () => import("./invoices.mjs"),
  forecast: async () => ({ run: (await import("./invoices.mjs")).runForecast }),
  renewals: () => import("./renewals.mjs"),
}

/** Measured only when asked for: it needs another checkout. */
const againstAnother = () => import("./against.mjs")

const valueOf = (args, pattern) => args.map((arg) => pattern.exec(arg)?.[1]).find((value) => value !== undefined)

/**
 * `--rounds=N` changes how often each side is timed, `--against=DIRECTORY` measures nothing but this checkout beside
 * another one; everything else names a benchmark.
 */
function readArguments(args) {
  const rounds = valueOf(args, /^--rounds=([1-9]\d*)$/)
  const against = valueOf(args, /^--against=(.+)$/)
  if (against !== undefined && args.length === (rounds ? 2 : 1)) {
    return { names: [], against, rounds: Number(rounds) || undefined }
  }
  const names = args.filter((arg) => !arg.startsWith("--rounds="))
  const unknown = names.find((name) => !Object.hasOwn(benchmarks, name))
  if (unknown !== undefined || names.length + (rounds ? 1 : 0) !== args.length) {
    throw new Refusal(
      `Unknown argument ${unknown ?? args.join(" ")}; known: ${Object.keys(benchmarks).join(", ")}, --rounds=N; or --against=DIRECTORY.`,
    )
  }
  return { names: names.length ? names : Object.keys(benchmarks), rounds: rounds ? Number(rounds) : undefined }
}

/** Answers 0 when everything was measured, whether or not a goal was reached: no figure of a shared machine is a verdict. */
export async function main(args) {
  const { names, rounds, against } = readArguments(args)
  const load = os.loadavg()[0].toFixed(1)
  say(`Node.js ${process.versions.node}, ${os.cpus().length} cores (${os.cpus()[0]?.model}), load ${load}`)
  if (against) {
    await (await againstAnother()).run({ rounds, tree: path.resolve(against) })
  }
  for (const name of names) {
    const { run } = await benchmarks[name]()
    await run({ rounds })
  }
  return 0
}
