// `npm run fuzz`: random requests to every route; how many, and by which seed, are arguments.
import { Refusal } from "./cli.mjs"
import { main as test } from "./command-test.mjs"

const NUMBERS = { "--requests": "FUZZ_REQUESTS", "--seed": "FUZZ_SEED" }

/** `--requests 20000 --seed 7` into the environment; everything else is jest's. */
export async function main(args) {
  const others = []
  for (let at = 0; at < args.length; at++) {
    const [name, inline] = args[at].split("=")
    const variable = NUMBERS[name]
    if (!variable) {
      others.push(args[at])
      continue
    }
    const value = inline ?? args[++at] ?? ""
    if (!/^\d{1,9}$/.test(value)) {
      throw new Refusal(`${name} must be a whole number, as in: npm run fuzz -- ${name} 1000`)
    }
    process.env[variable] = value
  }
  return test(["--selectProjects", "fuzz", "--runInBand", ...others])
}
