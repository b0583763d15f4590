// The law of all walks can be broken: whatever goes wrong in the window is noticed.
import type { AdminShop } from "../helpers/run-in-browser"

export function nothingUnseen({ admin }: AdminShop): void {
  it("notices errors of the console and page, refusals, other hosts and what axe calls serious", async () => {
    const { page } = admin
    await admin.open("/coupons")
    await admin.see("No coupons yet")
    await admin.expectAccessible()
    expect(admin.takeTroubles()).toEqual([])

    await page.evaluate("console.error('a word of warning')")
    await page.evaluate("setTimeout(() => { throw new Error('a thrown error') }, 0)")
    await page.evaluate("fetch('/admin/coupons/coup_unknown')")
    await page.evaluate("fetch('http://localhost:1/elsewhere').catch(() => undefined)")
    admin.expectRefusal(404, /coup_never_asked_for/)
    await page.waitForTimeout(200)
    const troubles = admin.takeTroubles()
    for (const sentence of [
      /^The console says: a word of warning/,
      /^The page threw: Error: a thrown error/,
      /^GET \/admin\/coupons\/coup_unknown answered 404/,
      /^The page asked another host: http:\/\/localhost:1\/elsewhere/,
      /^No request to .*coup_never_asked_for.* was refused with 404/,
    ]) {
      expect(troubles).toContainEqual(expect.stringMatching(sentence))
    }

    await page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    await expect(admin.expectAccessible()).rejects.toThrow("button-name")
  })
}
