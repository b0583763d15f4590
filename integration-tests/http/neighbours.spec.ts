// A shop whose app has a handler of its own on every hook that we use.
import { linkPlugin, unlinkPlugin } from "../helpers/link-plugin"
import { runInShop } from "../helpers/run-in-shop"
import { NEIGHBOUR_SHOP } from "../helpers/neighbour-shop"
import { neighbours } from "./suites/neighbours"

const directory = linkPlugin()
process.env.COUPONS_PLUGIN_DIRECTORY = directory
afterAll(() => unlinkPlugin(directory))

runInShop((shop) => {
  describe("An app with handlers on all our hooks", () => neighbours(shop))
}, NEIGHBOUR_SHOP)
