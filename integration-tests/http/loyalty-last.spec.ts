// The other load order: the official loyalty plugin behind ours. Before ours it is in loyalty.spec.ts.
import { linkPlugin, unlinkPlugin } from "../helpers/link-plugin"
import { runInShop } from "../helpers/run-in-shop"
import { NEIGHBOUR_SHOP } from "../helpers/neighbour-shop"
import { loyaltyBehindOurs } from "./suites/neighbours"

const directory = linkPlugin()
process.env.COUPONS_PLUGIN_DIRECTORY = directory
process.env.COUPONS_LOYALTY = "true"
afterAll(() => unlinkPlugin(directory))

runInShop((shop) => {
  describe("The loyalty plugin behind ours", () => loyaltyBehindOurs(shop))
}, NEIGHBOUR_SHOP)
