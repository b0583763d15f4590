// `npm run judge`: Medusa's own HTTP suites, from a checkout beside ours, without the plugin and with it; what passes only
// without it is a difference.
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { parseArgs } from "node:util"
import { Refusal } from "./cli.mjs"
import { runJest } from "./jest.mjs"
import { judge, outcomesOf } from "./judgement.mjs"
import { root } from "./paths.mjs"
import { startScratchPostgres } from "./postgres.mjs"
import { say, step } from "./progress.mjs"

const SUITES = "integration-tests/http/__tests__"
/** Where the plugin has a hand in: carts, codes, and everything that changes an order's lines or its money. */
const FOLDERS = ["cart", "promotions", "draft-order", "order-edits", "exchanges", "claims", "returns"]
  .concat(["payment", "payment-collection"])
  .map((folder) => `${folder}/`)

const judgeDirectory = path.join(root, "integration-tests/judge")
/** What a run leaves behind to be looked at: jest's output and all answers, of each side. */
const notes = path.join(root, ".medusa/judge")
const require = createRequire(import.meta.url)

function checkout() {
  const named = process.env.MEDUSA_CHECKOUT
  if (!named) {
    throw new Refusal(
      "Set MEDUSA_CHECKOUT to a checkout of Medusa, such as: git clone --depth 1 --branch v2.17.2 https://github.com/medusajs/medusa",
    )
  }
  if (!existsSync(path.join(named, SUITES))) {
    throw new Refusal(`There is no ${SUITES} in ${named}.`)
  }
  return realpathSync(named)
}

function options(args) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        testNamePattern: { type: "string", short: "t" },
        workers: { type: "string", short: "w", default: "1" },
      },
    })
    return { ...values, patterns: positionals.length > 0 ? positionals : FOLDERS }
  } catch (error) {
    throw new Refusal(
      `${error.message}\nUse: npm run judge -- [-w workers] [-t part-of-a-title] [folders or files ...]`,
    )
  }
}

const readAnswers = (file) =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : []

/** One run of the suites: `{ outcomes, answers, suites }`. */
async function run(medusa, { patterns, workers, testNamePattern }, database, withPlugin) {
  const directory = path.join(notes, withPlugin ? "with" : "without")
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  const answers = path.join(directory, "answers.jsonl")
  const log = path.join(directory, "jest.log")
  const suites = path.join(medusa, SUITES)
  const args = ["--config", path.join(judgeDirectory, "jest.config.js"), "--maxWorkers", workers, "--forceExit"]
  if (testNamePattern !== undefined) {
    args.push("--testNamePattern", testNamePattern)
  }
  const { summary } = await runJest(database, [...args, ...patterns.map((pattern) => `/__tests__/${pattern}`)], {
    cwd: path.join(judgeDirectory, "shop"),
    env: { MEDUSA_CHECKOUT: medusa, JUDGE_WITH_PLUGIN: String(withPlugin), JUDGE_ANSWERS: answers },
    log,
  })
  if (!summary || summary.numTotalTestSuites === 0) {
    throw new Refusal(`No suite of ${suites} ran:\n${readFileSync(log, "utf8").slice(-2000)}`)
  }
  return { suites: summary.numTotalTestSuites, outcomes: outcomesOf(summary, suites), answers: readAnswers(answers) }
}

/** Runs both sides; answers 1 when they differ in a way that nobody knew. */
export async function main(args) {
  const medusa = checkout()
  const chosen = options(args)
  const versions = [path.join(medusa, "packages/medusa/package.json"), "@medusajs/medusa/package.json"]
  const [theirs, installed] = versions.map((file) => require(file).version)
  say(`The suites are of Medusa ${theirs}, the installed Medusa is ${installed}`)
  const database = await step("Starting PostgreSQL for the suites", () => startScratchPostgres())
  const without = await step("The suites without the plugin", () => run(medusa, chosen, database, false))
  const withPlugin = await step("The suites with the plugin", () => run(medusa, chosen, database, true))
  const known = JSON.parse(readFileSync(path.join(judgeDirectory, "known-differences.json"), "utf8"))
  const verdict = judge({ without, with: withPlugin, known })
  report(without.suites, verdict)
  return verdict.differences.length + verdict.stale.length > 0 || verdict.passedWithout === 0 ? 1 : 0
}

function report(suites, verdict) {
  const { tests, passedWithout, passedWith, passedInBoth, comparison, differences, known, stale } = verdict
  const list = (title, names) =>
    names.length > 0 && console.log([`${title}:`, ...names.map((name) => `  ${name}`)].join("\n"))
  for (const { request, changes } of comparison.differences) {
    console.log([request, ...changes.map((change) => `  ${change}`)].join("\n"))
  }
  console.log(`${suites} suites, ${tests} tests: ${passedWithout} pass without the plugin, ${passedWith} with it`)
  const { answers, added } = comparison
  console.log(`${answers} answers: ${comparison.differences.length} changed, ${added} with keys that are new`)
  list("Otherwise with the plugin", differences)
  list("Known, and still so", known)
  list("Known, but no longer so: take it from the list", stale)
  console.log(`What was said and answered: ${path.relative(root, notes)}`)
  console.log(`${passedInBoth} passed, ${differences.length + stale.length} failed`)
}
