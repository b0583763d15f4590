// A shop whose app registers a restriction of its own, and sends the plugin's reminders by e-mail.
import path from "node:path"
import { linkPlugin, unlinkPlugin } from "../helpers/link-plugin"
import { runInShop } from "../helpers/run-in-shop"
import { ownRestriction } from "./suites/own-restriction"
import { sentReminders } from "./suites/sent-reminders"

const directory = linkPlugin()
process.env.COUPONS_PLUGIN_DIRECTORY = directory
afterAll(() => unlinkPlugin(directory))

runInShop(
  (shop) => {
    describe("An app's own restriction", () => ownRestriction(shop))
    describe("Reminders by e-mail", () => sentReminders(shop))
  },
  path.join(process.cwd(), "integration-tests/fixtures/own-restriction-shop"),
)
