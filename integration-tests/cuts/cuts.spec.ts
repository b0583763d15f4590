// Cuts every operation of several steps at its statements, lets the jobs and the repeat of the call come in both orders, and
// looks into the books. `npm run cuts` tries a share of the points, `npm run cuts -- --all` all of them.
import { Life } from "../helpers/life"
import { runInShop } from "../helpers/run-in-shop"
import { testPayments } from "../helpers/test-payment"
import { cartOperations } from "./carts"
import { adminOperations } from "./coupons"
import { cutting } from "./cutting"
import type { Find } from "./cutting"
import { externalOperations } from "./external"
import { NOW, subscriptionOperations } from "./subscriptions"
import type { Operation } from "./try-points"

runInShop((shop) => {
  const cut = cutting(shop, NOW, () => testPayments.charges.size + testPayments.given_up.size)

  beforeAll(() => new Life(shop).openShop())
  beforeEach(() => testPayments.reset())

  const carts: Find = () => cartOperations(shop) as unknown as Operation<never>[]
  const subscriptions: Find = () => subscriptionOperations(shop, new Life(shop)) as unknown as Operation<never>[]
  const external: Find = () => externalOperations(shop) as unknown as Operation<never>[]
  const admin: Find = () => adminOperations(shop) as unknown as Operation<never>[]

  describe("Carts", () => {
    cut("killed", "enter a code", carts, "fault D2")
    cut("killed", "take a code off", carts, "fault D2")
    cut("killed", "enter a code through core's route", carts)
    cut("killed", "take a code off through core's route", carts)
    cut("killed", "choose a granted coupon", carts)
    cut("killed", "complete", carts, "fault D7")
  })

  describe("Subscriptions", () => {
    cut("killed", "renew", subscriptions)
    cut("stalled", "renew", subscriptions, "fault D1")
    cut("killed", "book what a customer has paid", subscriptions, "rule 59")
    cut("stalled", "book what a customer has paid", subscriptions, "rule 59")
    cut("killed", "change the plan now, with a code", subscriptions)
    cut("stalled", "change the plan now, with a code", subscriptions, "fault D1")
    cut("killed", "change the plan at the period's end, with a code", subscriptions, "fault D4")
    cut("killed", "change the plan now, unbilled, with a code", subscriptions, "fault D4")
    cut("killed", "cancel", subscriptions, "fault D3")
    cut("killed", "pause", subscriptions)
    cut("killed", "resume", subscriptions)
    cut("killed", "void a paid invoice", subscriptions, "fault D5")
    cut("stalled", "void a paid invoice", subscriptions)
    cut("killed", "void an open invoice", subscriptions)
    cut("killed", "put a coupon on a subscription", subscriptions)
    cut("killed", "enter a code on a subscription", subscriptions, "rule 50")
    cut("stalled", "enter a code on a subscription", subscriptions, "rule 50")
    cut("killed", "take a code off a subscription", subscriptions, "rule 50")
    cut("stalled", "take a code off a subscription", subscriptions, "rule 50")
    cut("killed", "create a subscription with its discounts", subscriptions, "rule 49")
    cut("stalled", "create a subscription with its discounts", subscriptions, "rule 49")
  })

  describe("Subscriptions that are billed elsewhere", () => {
    cut("killed", "start a subscription that is billed elsewhere", external)
    cut("killed", "discount a renewal that is billed elsewhere", external)
    cut("stalled", "discount a renewal that is billed elsewhere", external)
    cut("killed", "void a renewal that is billed elsewhere", external)
    cut("killed", "end a subscription that is billed elsewhere", external)
  })

  describe("The Admin", () => {
    cut("killed", "archive a coupon and end its discounts", admin, "fault D6")
    cut("killed", "delete a coupon", admin)
    cut("killed", "create a code batch", admin)
    cut("killed", "top up a code batch", admin)
    cut("killed", "archive a code batch", admin)
    cut("killed", "import codes", admin)
    cut("killed", "grant a coupon", admin)
    cut("killed", "make a code elsewhere", admin)
    cut("killed", "put a coupon on a draft order", admin)
    cut("killed", "end a draft order's discount", admin)
    cut("killed", "convert a draft order", admin)
    cut("killed", "confirm an order's edit", admin)
  })
})
