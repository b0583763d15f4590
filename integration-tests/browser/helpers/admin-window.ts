// One admin at one browser window: the verbs of a walk, and the law that nothing goes wrong unseen.
import { mkdirSync } from "node:fs"
import path from "node:path"
import type { Browser, BrowserContext, Locator, Page } from "playwright-core"
import { demoLogin } from "./login"
import { hasFocus, markBox, readTable } from "./in-page"
import { findings, showIn, THEMES } from "./accessibility"
import type { Theme } from "./accessibility"
import { FLAGS, Troubles } from "./troubles"

/** Every picture has this size. */
const VIEWPORT = { width: 1440, height: 900 }
/** A busy machine is slow; a walk that fails waits this long once. */
const PATIENCE_MS = 120_000
const SHOWN_CHARACTERS = 1500
const MOST_TABS = 100

/** Nothing moves, so that nothing is looked at half-way. */
const STILL = `
  const sheet = new CSSStyleSheet()
  sheet.replaceSync("*, *::before, *::after { animation: none !important; transition: none !important; caret-color: transparent !important }")
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
`

const NO_FLAG = '<svg xmlns="http://www.w3.org/2000/svg"/>'

/** What a log-in leaves behind, so that only one walk needs to type the password. */
type Session = Awaited<ReturnType<BrowserContext["storageState"]>>

export interface WindowOptions {
  /** False: a stranger's window, for walks that begin at the log-in. */
  is_logged_in?: boolean
  language?: "en" | "de"
  theme?: Theme
}

export class AdminWindow {
  private context?: BrowserContext
  private opened?: { page: Page; troubles: Troubles }
  private session?: Session
  private browser?: Browser

  /** Where the Admin answers, without /app. */
  base_url = ""

  /** Playwright's page, for everything that has no verb here. */
  get page(): Page {
    if (!this.opened) {
      throw new Error("The admin has no window open.")
    }
    return this.opened.page
  }

  /** Takes the browser and logs in once for all walks; call it before the first one. */
  async prepare(browser: Browser, base_url: string): Promise<void> {
    this.browser = browser
    this.base_url = base_url
    await this.start({ is_logged_in: false })
    await this.logIn()
    this.session = await this.context?.storageState()
    await this.close()
  }

  /** Opens a new window, with nothing of an earlier one but the log-in. Every walk begins with one. */
  async start({ is_logged_in = true, language = "en", theme = "light" }: WindowOptions = {}): Promise<void> {
    await this.close()
    if (!this.browser) {
      throw new Error("The admin has no browser yet.")
    }
    this.context = await this.browser.newContext({
      viewport: VIEWPORT,
      colorScheme: theme,
      locale: language === "de" ? "de-DE" : "en-US",
      timezoneId: "UTC",
      permissions: ["clipboard-read", "clipboard-write"],
      ...(is_logged_in && this.session ? { storageState: this.session } : {}),
    })
    await this.context.addCookies([{ name: "lng", value: language, url: this.base_url }])
    await this.context.addInitScript(STILL)
    await this.context.route(FLAGS, (route) => route.fulfill({ contentType: "image/svg+xml", body: NO_FLAG }))
    this.context.setDefaultTimeout(PATIENCE_MS)
    const page = await this.context.newPage()
    this.opened = { page, troubles: new Troubles(page, this.base_url) }
  }

  /** Closes the window; what was not saved on the server is gone. */
  async close(): Promise<void> {
    await this.context?.close()
    this.context = undefined
    this.opened = undefined
  }

  /** Types e-mail address and password into the log-in page and waits for the first page behind it. */
  async logIn(): Promise<void> {
    this.expectRefusal(401, /^\/admin\/users\/me/)
    const { email, password } = await demoLogin()
    await this.page.goto(`${this.base_url}/app/orders`)
    await this.page.getByPlaceholder("Email").fill(email)
    await this.page.getByPlaceholder("Password").fill(password)
    await this.page.keyboard.press("Enter")
    await this.see(this.page.getByRole("heading", { name: "Orders" }))
  }

  /** Loads a page of the Admin: `open("/coupons")`. */
  async open(address: string): Promise<void> {
    await this.page.goto(`${this.base_url}/app${address}`)
  }

  /** Waits until the text (or what the locator finds) can be seen, and answers where. */
  async see(what: string | RegExp | Locator): Promise<Locator> {
    const locator = typeof what === "string" || what instanceof RegExp ? this.page.getByText(what) : what
    const first = locator.first()
    try {
      await first.waitFor({ state: "visible" })
    } catch {
      throw new Error(`${String(what)} is not to be seen. ${await this.describe()}`)
    }
    return first
  }

  /** Waits until the text (or what the locator finds) can no longer be seen. */
  async seeNo(what: string | RegExp | Locator): Promise<void> {
    const locator = typeof what === "string" || what instanceof RegExp ? this.page.getByText(what) : what
    try {
      await locator.first().waitFor({ state: "hidden" })
    } catch {
      throw new Error(`${String(what)} is still to be seen. ${await this.describe()}`)
    }
  }

  /** The rows of a table, by its label or a locator, as texts by column header; waits until the table is there. */
  async rowsOf(table: string | Locator): Promise<Record<string, string>[]> {
    const locator = typeof table === "string" ? this.page.getByRole("table", { name: table, exact: true }) : table
    return (await this.see(locator)).evaluate(readTable)
  }

  /** The row of a table that holds this text. */
  row(text: string | RegExp): Locator {
    return this.page.getByRole("row").filter({ hasText: text })
  }

  /** Clicks the button of that name, in a dialog when `within` says so. */
  async press(name: string | RegExp, within: Page | Locator = this.page): Promise<void> {
    // A message under the pointer stays for as long as the pointer does, and may lie over the button.
    await this.page.mouse.move(0, 0)
    await within
      .getByRole("button", { name, exact: typeof name === "string" })
      .first()
      .click()
  }

  /** Fills the field of that label. */
  async fill(label: string | RegExp, text: string, within: Page | Locator = this.page): Promise<void> {
    await within
      .getByLabel(label, { exact: typeof label === "string" })
      .first()
      .fill(text)
  }

  /** Moves the focus with the Tab key, as somebody without a mouse does, until it is there. */
  async tabTo(target: Locator): Promise<void> {
    await this.see(target)
    for (let presses = 0; presses < MOST_TABS; presses += 1) {
      if (await target.first().evaluate(hasFocus)) {
        return
      }
      await this.page.keyboard.press("Tab")
    }
    throw new Error(`The Tab key does not reach ${String(target)}. ${await this.describe()}`)
  }

  /** Announces that the server will refuse a request with `status`; a refusal that nobody announced fails the walk. */
  expectRefusal(status: number, address: RegExp): void {
    this.opened?.troubles.expect(status, address)
  }

  /** What went wrong so far, as sentences that are then forgotten. */
  takeTroubles(): string[] {
    return this.opened?.troubles.take() ?? []
  }

  /** Fails on any error of the console or page, any unannounced refusal, any failed request, any other host. */
  expectNoTrouble(): void {
    expect(this.opened?.troubles.all() ?? []).toEqual([])
  }

  /**
   * Fails on a serious finding of axe in what is ours on the page as it is now, in light and in dark. On core's pages,
   * `widgets` says what is ours: the headings of our boxes.
   */
  async expectAccessible(widgets?: string[]): Promise<void> {
    expect(await this.accessibilityFindings(widgets)).toEqual([])
  }

  /** What `expectAccessible` would fail on, as sentences with the address, for walks that look at many pages. */
  async accessibilityFindings(widgets?: string[], themes: readonly Theme[] = THEMES): Promise<string[]> {
    const parts = widgets && (await this.markBoxes(widgets))
    const found: string[] = []
    for (const theme of themes) {
      await showIn(this.page, theme)
      found.push(...(await findings(this.page, theme, parts)).map((sentence) => `${this.page.url()}: ${sentence}`))
    }
    return found
  }

  /** Gives the boxes around these headings a mark, and answers it as a selector. */
  private async markBoxes(headings: string[]): Promise<string[]> {
    for (const name of headings) {
      const heading = await this.see(this.page.getByRole("heading", { name, exact: true }))
      await heading.evaluate(markBox)
    }
    return ["[data-ours]"]
  }

  /** Takes a picture for the documentation, only where SCREENSHOTS names a directory for them. */
  async screenshot(name: string): Promise<void> {
    const directory = process.env.SCREENSHOTS
    if (!directory) {
      return
    }
    mkdirSync(directory, { recursive: true })
    await this.page.screenshot({ path: path.join(directory, `${name}.png`) })
  }

  /** Where the admin is and what is to be read there, for the message of a walk that fails. */
  private async describe(): Promise<string> {
    const text = await this.page.evaluate<string>("document.body.innerText")
    const troubles = this.opened?.troubles.all() ?? []
    return [`At ${this.page.url()}:`, text.slice(0, SHOWN_CHARACTERS), ...troubles].join("\n")
  }
}
