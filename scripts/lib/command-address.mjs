// `npm run address -- https://github.com/owner/name`: npm's page links to where the sources are. `--check`: may this be published?
import { readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { Refusal } from "./cli.mjs"
import { root } from "./paths.mjs"
import { lacksOf, manifestWith, readmeWith } from "./public-address.mjs"

const MANIFEST = path.join(root, "package.json")
const README = path.join(root, "README.md")

/** Answers 0, or throws a Refusal that says what is missing or wrong. */
export async function main([address]) {
  const manifest = JSON.parse(readFileSync(MANIFEST, "utf8"))
  const readme = readFileSync(README, "utf8")
  if (address === "--check") {
    const lacks = lacksOf(manifest, readme)
    if (lacks.length > 0) {
      throw new Refusal(
        `Not to be published yet: ${lacks.join("; ")}. Run: npm run address -- https://github.com/owner/name`,
      )
    }
    return 0
  }
  const named = addressed(manifest, address)
  writeFileSync(README, readmeWith(readme, manifest, named))
  writeFileSync(MANIFEST, `${JSON.stringify(named, null, 2)}\n`)
  console.log(`package.json and README.md name ${named.homepage}: look at them, and commit them.`)
  return 0
}

function addressed(manifest, address) {
  try {
    return manifestWith(manifest, address)
  } catch (error) {
    throw new Refusal(error.message)
  }
}
