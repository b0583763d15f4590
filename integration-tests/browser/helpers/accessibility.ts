// Accessibility by axe-core: what a page shows, in light and dark, must have no serious finding.
import { readFileSync } from "node:fs"
import type { Page } from "playwright-core"

const source = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8")

interface Finding {
  id: string
  impact: string | null
  help: string
  nodes: { target: string[]; html: string; failureSummary?: string }[]
}

const IMPACTS = ["serious", "critical"]
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]

/** Core's frame around our pages (navigation, top bar) is not ours to judge. */
const OURS = ["main", "[role=dialog]", "[role=alertdialog]"]
/** Nor is the magnifying glass inside a search field of @medusajs/ui, an image without a name. */
const CORES = ["input[type=search] ~ [role=img]"]
/** Components of @medusajs/ui choose their own colours: steps, currency signs, days not typed yet, primary buttons. */
const PALE_OF_CORE = ["[role=tab]", "[role=presentation] > .uppercase", "[id^=react-aria]", ".shadow-buttons-inverted"]

export type Theme = "light" | "dark"
export const THEMES = ["dark", "light"] as const satisfies Theme[]

/** Shows the page in `theme`, as the Admin's own switch does, without loading it again. */
export async function showIn(page: Page, theme: Theme): Promise<void> {
  const other = theme === "light" ? "dark" : "light"
  await page.evaluate(
    `document.documentElement.classList.replace("${other}", "${theme}"); document.documentElement.style.colorScheme = "${theme}"`,
  )
}

/** Serious and critical findings in what is ours on the page (or in the parts named by selectors), as sentences. */
export async function findings(page: Page, theme: Theme, parts = OURS): Promise<string[]> {
  if (!(await page.evaluate<boolean>("'axe' in window"))) {
    await page.evaluate(source)
  }
  const [include, exclude, pale] = [parts, CORES, PALE_OF_CORE].map((selectors) => JSON.stringify(selectors))
  const options = JSON.stringify({ resultTypes: ["violations"], runOnly: TAGS, elementRef: true })
  const violations = await page.evaluate<Finding[]>(`(async () => {
    const { violations } = await axe.run({ include: ${include}.filter((part) => document.querySelector(part)), exclude: ${exclude} }, ${options})
    const isOurs = (id, element) => id !== "color-contrast" || !element?.matches(${pale}.join())
    return violations.map(({ id, impact, help, nodes }) => ({
      id, impact, help,
      nodes: nodes.filter(({ element }) => isOurs(id, element)).map(({ target, html, failureSummary }) => ({ target, html, failureSummary })),
    }))
  })()`)
  return violations
    .filter(({ impact }) => IMPACTS.includes(impact ?? ""))
    .flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${theme}: ${id}: ${help}: ${node.target.join(" ")}: ${node.failureSummary ?? node.html}`),
    )
}
