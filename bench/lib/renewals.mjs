// Renewals per second end to end (invoice, order, payment, ledger) next to core's plain cart completions, one client each.
import { say } from "../../scripts/lib/progress.mjs"
import { alternate, timed } from "./rounds.mjs"
import { makeCart, pluginShop, shopWithoutPlugin } from "./shops.mjs"
import { showRatio, showTimes } from "./statistics.mjs"

const GOAL = 1.0
const PROVIDER = "pp_system_default"
const address = { first_name: "Anna", last_name: "Example", address_1: "Weg 1", postal_code: "10115", city: "Berlin" }

/** A customer with a subscription that is due, discounted by 20 % for good. */
async function dueSubscription(shop, round, plan_id, coupon_id) {
  const { admin, region_id } = shop
  const email = `renewal.${round}@example.com`
  const { customer } = await admin.post("/admin/customers", { email })
  await admin.post(`/admin/customers/${customer.id}/addresses`, {
    ...address,
    country_code: "de",
    is_default_shipping: true,
  })
  const { subscription } = await admin.post("/admin/billing/subscriptions", {
    customer_id: customer.id,
    plan_id,
    region_id,
    payment_provider_id: PROVIDER,
  })
  await admin.post("/admin/discounts", { coupon_id, subscription_id: subscription.id })
}

async function makePlan({ admin, variants }) {
  const body = { variant_id: variants[0], name: "Bench", interval: "month" }
  return (await admin.post("/admin/billing/plans", body)).plan.id
}

async function makeCoupon({ admin }) {
  const terms = { type: "percentage", percentage: 20, duration: "forever" }
  return (await admin.post("/admin/coupons", { name: "Renewals", status: "active", ...terms })).coupon.id
}

/** Bills one due subscription (timed) and looks whether it was billed. */
function renewal(shop, plan_id, coupon_id) {
  return async (round) => {
    await dueSubscription(shop, round, plan_id, coupon_id)
    let answer
    const took = await timed(async () => (answer = await shop.admin.post("/admin/billing/renewals", {})))
    if (answer.billed !== 1 || answer.failed.length > 0) {
      throw new Error(`Not billed: ${JSON.stringify(answer)}`)
    }
    return took
  }
}

/** Completes a cart of one line (timed) in a shop without the plugin. */
function completion(shop) {
  return async (round) => {
    const more = { email: `plain.${round}@example.com`, shipping_address: { ...address, country_code: "de" } }
    const cartId = await makeCart(shop, 1, more)
    const { payment_collection } = await shop.store.post("/store/payment-collections", { cart_id: cartId })
    const sessions = `/store/payment-collections/${payment_collection.id}/payment-sessions`
    await shop.store.post(sessions, { provider_id: PROVIDER })
    let answer
    const took = await timed(async () => (answer = await shop.store.post(`/store/carts/${cartId}/complete`)))
    if (answer.type !== "order") {
      throw new Error(`Not completed: ${JSON.stringify(answer.error ?? answer)}`)
    }
    return took
  }
}

/** Prints the times and how many renewals are done while core completes one cart; at least 1 is the goal. */
export async function run({ rounds = 40 }) {
  const plugin = await pluginShop()
  const plain = await shopWithoutPlugin()
  const [plan_id, coupon_id] = [await makePlan(plugin), await makeCoupon(plugin)]
  say(`Renewals against plain completions of one line, ${rounds} rounds each: median (5th to 95th percentile)`)
  const sides = { renewal: renewal(plugin, plan_id, coupon_id), completion: completion(plain) }
  const times = await alternate(sides, { rounds, warmUp: 8 })
  console.log(
    `  a renewal with a discount ${showTimes(times.renewal)}, a plain completion ${showTimes(times.completion)}`,
  )
  console.log(`  time of a renewal / time of a completion ${showRatio(times.renewal, times.completion, GOAL)}`)
}
