// The Admin in a real browser: one shop, one Chromium, and the walks of an admin's jobs.
import { runInBrowser } from "./helpers/run-in-browser"
import { fromLogInToInvoice } from "./walks/from-log-in-to-invoice"

runInBrowser((desk) => {
  describe("From log-in to a discounted invoice", () => fromLogInToInvoice(desk))
})
