// `npm run cuts`: a share of the points of every operation, or all of them; which share is an argument.
import { Refusal } from "./cli.mjs"
import { main as test } from "./command-test.mjs"

const NUMBERS = { "--share": "COUPONS_CUTS_SHARE", "--seed": "COUPONS_CUTS_SEED" }

const SWITCHES = { "--all": "COUPONS_CUTS_ALL", "--each-statement": "COUPONS_CUTS_EACH" }

/** `--all`, `--each-statement`, or `--share 20 --seed 7`, into the environment; everything else is jest's. */
export async function main(args) {
  const others = []
  for (let at = 0; at < args.length; at++) {
    const [name, inline] = args[at].split("=")
    if (SWITCHES[name]) {
      process.env[SWITCHES[name]] = "true"
    } else if (NUMBERS[name]) {
      const value = inline ?? args[++at] ?? ""
      if (!/^\d{1,9}$/.test(value)) {
        throw new Refusal(`${name} must be a whole number, as in: npm run cuts -- ${name} 10`)
      }
      process.env[NUMBERS[name]] = value
    } else {
      others.push(args[at])
    }
  }
  return test(["--selectProjects", "cuts", "--runInBand", ...others])
}
