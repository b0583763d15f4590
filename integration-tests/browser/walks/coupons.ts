// Coupons from their first step to the archive: create with scope and limits, codes, a batch, files, edit, clone, end.
import { readFileSync } from "node:fs"
import type { Locator } from "playwright-core"
import type { AdminShop } from "../helpers/run-in-browser"

const NOW = "2027-01-01T09:00:00.000Z"
const BATCH = 50

export function coupons({ shop, admin }: AdminShop): void {
  const dialog = () => admin.page.getByRole("dialog")
  /** What is under the mouse looks otherwise than what is read. */
  async function judge(): Promise<void> {
    await admin.page.mouse.move(0, 0)
    await admin.expectAccessible()
  }

  const next = () => admin.press("Continue", dialog())

  /** Searches for a record in a picker and takes it. */
  async function pick(label: string, name: string): Promise<void> {
    await dialog().getByRole("combobox", { name: label }).fill(name.toLowerCase())
    await admin.page.getByRole("option", { name }).click()
    await admin.see(dialog().getByRole("button", { name: `Remove ${name}` }))
    await admin.page.keyboard.press("Escape")
  }

  /** Opens the menu of that name and chooses in it. */
  async function choose(menu: string | RegExp, action: string): Promise<void> {
    await admin.press(menu)
    await admin.page.getByRole("menuitem", { name: action }).click()
  }

  /** Presses a button that downloads a file; answers the file's text. */
  async function download(press: () => Promise<void>): Promise<string> {
    const [file] = await Promise.all([admin.page.waitForEvent("download"), press()])
    return readFileSync(await file.path(), "utf8")
  }

  const heading = (name: string): Locator => admin.page.getByRole("heading", { name, level: 1 })

  it("rules 8, 17, 18 and 45: a coupon is made step by step, and its summary says what it will do", async () => {
    await shop.world.setClock(NOW)
    await admin.open("/coupons")
    await admin.press("Create coupon")
    await next()
    await admin.see("Please fill this in.")
    await admin.fill("Name", "Desk summer", dialog())
    await admin.page.getByRole("radio", { name: /^Fixed amount/ }).click()
    await admin.fill("Amount per currency in EUR", "7.5", dialog())
    await next()
    await pick("Products", "Desk Membership")
    await pick("Plans", "Monthly")
    await judge()
    await next()
    await admin.page.getByRole("radio", { name: /^For a time/ }).click()
    await next()
    await admin.fill("Redemptions in all", "5", dialog())
    await admin.fill("Redemptions per customer", "6", dialog())
    await admin.fill("Minimum amount in EUR", "20", dialog())
    await next()
    await admin.see("This is more than the limit in all.")
    await admin.fill("Redemptions per customer", "1", dialog())
    await judge()
    await next()
    await admin.see("Only the product Desk Membership, the plan Monthly")
    await admin.see("Customers get €7.50 off on every subscription invoice of the first 3 months.")
    await admin.fill("First promo code", "DESK", dialog())
    await admin.press("Create coupon", dialog())

    await admin.see(heading("Desk summer"))
    const { coupon_id } = await shop.world.findCode("DESK")
    const { coupon } = await shop.world.admin.ok<{ coupon: object }>("GET", `/admin/coupons/${coupon_id}`)
    expect(coupon).toMatchObject({
      status: "active",
      amounts: [{ currency_code: "eur", amount: 7.5 }],
      duration_in_months: 3,
      max_redemptions: 5,
      max_redemptions_per_customer: 1,
      restrictions: { minimum_amount: [{ currency_code: "eur", amount: 20 }] },
    })
  })

  it("rules 45 and 68: hours, e-mail addresses and an app's own restriction are typed, shown, edited and kept", async () => {
    const limits = dialog().getByRole("tab", { name: "Limits and rules" })
    const times = (row: number) => dialog().getByRole("group", { name: `Times ${row}`, exact: true })
    const stored = async (id: string) =>
      (await shop.world.admin.ok<{ coupon: { restrictions: object } }>("GET", `/admin/coupons/${id}`)).coupon
        .restrictions

    await admin.open("/coupons")
    await admin.press("Create coupon")
    await admin.fill("Name", "After work", dialog())
    await admin.fill("Percentage (%)", "10", dialog())
    for (const step of ["What it covers", "How long", "Limits and rules"]) {
      await next()
      await admin.see(dialog().getByRole("tab", { name: step, selected: true }))
    }
    await admin.fill("E-mail addresses", "*@acme.com\nBoss at example.com", dialog())
    await admin.fill("Maximum quantity", "0", dialog())
    await admin.press("Add times", dialog())
    await admin.press("Add times", dialog())
    await admin.press("Remove times 2", dialog())
    await admin.fill("From", "17:00", times(1))
    await admin.fill("Until", "19:00", times(1))
    await next()
    await admin.see("An e-mail address a line, or a domain such as *@acme.com.")
    await admin.see("Enter a whole number from 1.")
    await admin.see("Every row needs a day, a beginning and an end.")
    await judge()
    await admin.fill("E-mail addresses", "*@acme.com\nBoss@Example.com", dialog())
    await admin.fill("Maximum quantity", "4", dialog())
    for (const day of ["Mon", "Tue"]) {
      await times(1).getByRole("checkbox", { name: day }).click()
    }
    await admin.see(dialog().getByText("At most 4 units"))
    await next()
    await admin.press("Create coupon", dialog())

    await admin.see(heading("After work"))
    await admin.seeNo(dialog())
    await admin.see(/^Only Mon and Tue 5:00\sPM–7:00\sPM$/)
    await admin.see("Only for *@acme.com or boss@example.com")
    await admin.see("At most 4 units")
    const id = admin.page.url().split("/").at(-1) ?? ""
    const restrictions = {
      customer_emails: ["*@acme.com", "boss@example.com"],
      maximum_quantity: 4,
      time_windows: [{ days: ["mon", "tue"], from: "17:00", to: "19:00" }],
    }
    expect(await stored(id)).toMatchObject(restrictions)

    await choose("More actions", "Edit")
    await limits.click()
    expect(await dialog().getByLabel("E-mail addresses").inputValue()).toBe("*@acme.com\nboss@example.com")
    expect(await dialog().getByLabel("Maximum quantity").inputValue()).toBe("4")
    expect(await times(1).getByRole("checkbox", { name: "Tue" }).isChecked()).toBe(true)
    await admin.fill("Until", "01:30", times(1))
    await admin.press("Save", dialog())
    await admin.seeNo(dialog())
    await admin.see(/^Only Mon and Tue 5:00\sPM–1:30\sAM$/)
    restrictions.time_windows = [{ days: ["mon", "tue"], from: "17:00", to: "01:30" }]
    expect(await stored(id)).toMatchObject(restrictions)

    await choose("More actions", "Edit")
    await admin.fill("Name", "After hours", dialog())
    await admin.press("Save", dialog())
    await admin.seeNo(dialog())
    await admin.see(heading("After hours"))
    expect(await stored(id)).toMatchObject(restrictions)

    await admin.press("Create promo code")
    await admin.fill("Code", "SMALL", dialog())
    await admin.press(/^Who may redeem/, dialog())
    await admin.fill("Maximum quantity", "2", dialog())
    await admin.press("Save", dialog())
    await admin.see(admin.row("SMALL").getByText("At most 2 units"))
  })

  it("rules 35 and 37: codes of one word, of a batch and of a file", async () => {
    const { id } = await shop.world.coupon({ name: "Codes", type: "percentage", percentage: 10, max_redemptions: 100 })
    await admin.open(`/coupons/${id}`)
    await admin.press("Create promo code")
    await admin.fill("Code", "PODCAST", dialog())
    await admin.fill("Redemptions in all", "101", dialog())
    await admin.press(/^Who may redeem/, dialog())
    await admin.fill("Minimum quantity", "2", dialog())
    admin.expectRefusal(400, /\/promo-codes$/)
    await admin.press("Save", dialog())
    await admin.see(/may not exceed/)
    await admin.fill("Redemptions in all", "20", dialog())
    await judge()
    await admin.press("Save", dialog())
    await admin.see("Customers can enter PODCAST now.")
    await admin.see("At least 2 units")
    await admin.press("Copy PODCAST")
    expect(await admin.page.evaluate<string>("navigator.clipboard.readText()")).toBe("PODCAST")

    await admin.press("Create batch")
    await admin.fill("How many codes", String(BATCH), dialog())
    await admin.fill("Prefix", "VIP-", dialog())
    await admin.fill("Length after it", "2", dialog())
    await admin.see(/^This pattern makes only 961 different codes/)
    await admin.press("Make codes", dialog())
    await admin.see("Too short for so many codes: they could be guessed. Use at least 4.")
    await admin.fill("Length after it", "", dialog())
    await judge()
    await admin.press("Make codes", dialog())
    await admin.see(`${BATCH} codes`)
    await admin.see(new RegExp(`of ${BATCH + 1} results`))
    const file = await download(() => choose("Actions for the batch VIP-", "Download CSV"))
    expect(file.match(/^VIP-[A-Z2-9]{10},/gm)).toHaveLength(BATCH)
    await choose("Actions for the batch VIP-", "Top up")
    await admin.fill("How many more", "5", dialog())
    await admin.press("Make codes", dialog())
    await admin.see(`${BATCH + 5} codes`)

    await admin.press("Import codes")
    await dialog()
      .locator("input[type=file]")
      .setInputFiles({
        name: "printed.csv",
        mimeType: "text/csv",
        buffer: Buffer.from("code\nPRINT-1\nPRINT-2\nprint-1\npodcast\nno/code\n"),
      })
    await admin.press("Import", dialog())
    expect(await admin.rowsOf("Import report")).toEqual([
      { Row: "4", Code: "print-1", Reason: "More than once in the file" },
      { Row: "5", Code: "podcast", Reason: "Another live code has this word" },
      { Row: "6", Code: "no/code", Reason: "Not a possible code" },
    ])
    await judge()
    await admin.press("Done", dialog())
    await choose("Actions for the batch VIP-", "Archive")
    await admin.press("Archive", admin.page.getByRole("alertdialog"))
    await admin.see("The batch is archived.")

    await admin.page.getByRole("searchbox", { name: "Search codes" }).fill("podc")
    await admin.seeNo(admin.row("PRINT-1"))
    await choose("Actions for PODCAST", "Archive")
    await admin.press("Archive", admin.page.getByRole("alertdialog"))
    await admin.see(admin.row("PODCAST").getByText("Archived"))
  })

  it("rules 34, 36 and 46: a redeemed coupon keeps its promise, is cloned, and ends", async () => {
    await shop.world.setClock(NOW)
    const { id } = await shop.world.coupon({ name: "Kept", type: "percentage", percentage: 20 })
    const { code } = await shop.world.promoCode(id, { code: "KEPT", channel: "radio" })
    const cart = await shop.world.openCart({ lines: [{ product: "Coffee Mug" }] })
    await shop.world.enter(cart, code)
    await shop.world.checkOut(cart)

    await admin.open(`/coupons/${id}`)
    await admin.see(admin.row("Coffee Mug"))
    await admin.page.getByRole("tab", { name: "By channel" }).click()
    await admin.press("Show as table")
    expect(await admin.rowsOf("Redemptions by channel")).toEqual([{ Group: "radio", "Redemptions by channel": "1" }])
    expect(await download(() => admin.press("Export CSV"))).toMatch(/^date,kind,coupon[^\n]*\n[^\n]*,Kept,KEPT,/)

    await choose("More actions", "Edit")
    expect(await dialog().getByLabel("Percentage (%)").isDisabled()).toBe(true)
    await judge()
    await admin.fill("Name", "Kept for ever", dialog())
    await admin.press("Save", dialog())
    await admin.see(heading("Kept for ever"))

    await choose("More actions", "Clone")
    await admin.see(heading("Kept for ever (copy)"))
    await admin.press("Activate")
    await admin.press("Activate", admin.page.getByRole("alertdialog"))
    await admin.see("The coupon is active.")
    await choose("More actions", "Delete")
    await admin.press("Delete", admin.page.getByRole("alertdialog"))
    await admin.page.waitForURL("**/coupons")

    await admin.page.getByRole("link", { name: "Kept for ever", exact: true }).click()
    await choose("More actions", "Pause")
    await admin.see("Nobody can redeem it until you resume it. Discounts already won are kept.")
    await judge()
    await admin.press("Pause", admin.page.getByRole("alertdialog"))
    await admin.see("The coupon is paused.")
    await admin.see(admin.page.getByText("Paused", { exact: true }))
    await choose("More actions", "Resume")
    await admin.see("Customers can redeem it again.")
    await admin.see(admin.page.getByText("Active", { exact: true }))
    await choose("More actions", "Archive")
    await judge()
    await admin.press("Archive", admin.page.getByRole("alertdialog"))
    await admin.see("The coupon is archived.")
    await admin.open("/coupons?state=active")
    await admin.see("Nothing matches this search.")
    await admin.press(/^State/)
    for (const state of ["Expired", "Archived"]) {
      await admin.page.getByRole("menuitemcheckbox", { name: state }).click()
    }
    await admin.page.keyboard.press("Escape")
    await admin.page.waitForURL("**/coupons?state=active%2Cexpired%2Carchived")
    await admin.see(admin.row("Kept for ever"))
  })
}
