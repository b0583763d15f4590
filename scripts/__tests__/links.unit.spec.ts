// The pages of the documentation lead somewhere: every link to a file of the repository, and to a heading in it, is there.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs"
import path from "node:path"

const ROOT = path.resolve(__dirname, "../..")

/** What is tracked and read by people; what is installed or built is not. */
const SKIPPED = new Set(["node_modules", ".medusa", ".git", "coverage"])

function pages(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const entry = path.join(folder, name)
    if (SKIPPED.has(name)) {
      return []
    }
    return statSync(entry).isDirectory() ? pages(entry) : name.endsWith(".md") ? [entry] : []
  })
}

/** Without what only looks like a link: code. */
const proseOf = (page: string): string =>
  readFileSync(page, "utf8")
    .replaceAll(/^( *)```[\s\S]*?^\1```/gm, "")
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ""))

/** As GitHub names headings, and where it takes an anchor from instead. */
function anchorsOf(page: string): string[] {
  const text = readFileSync(page, "utf8").replaceAll(/^( *)```[\s\S]*?^\1```/gm, "")
  return [...text.matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-"),
  )
}

interface Link {
  page: string
  to: string
}

const linksOf = (page: string): Link[] =>
  [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, to = ""]) => ({ page, to }))
    .filter(({ to }) => !/^[a-z]+:/.test(to))

function isBroken({ page, to }: Link): boolean {
  const [file = "", anchor] = to.split("#")
  const target = file === "" ? page : path.join(path.dirname(page), file)
  return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor))
}

describe("links in the documentation", () => {
  const links = pages(ROOT).flatMap(linksOf)

  it("are found", () => {
    expect(links.length).toBeGreaterThan(50)
    expect(links).toContainEqual({ page: path.join(ROOT, "README.md"), to: "docs/payments.md" })
  })

  it("lead to files and headings that are there", () => {
    const broken = links.filter(isBroken).map(({ page, to }) => `${path.relative(ROOT, page)}: ${to}`)
    expect(broken).toEqual([])
  })
})
