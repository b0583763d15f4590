// One code redeemed in one cart of one-time goods, from coupon to ledger, over HTTP.
import { logIn } from "./http.mjs"

const PERCENTAGE = 20
const PRODUCT = "Tote Bag"
export const cents = (amount) => Math.round(Number(amount) * 100)

/** Who talks to the shop that `facts` describes (see describeShop): its admin, and a storefront without a login. */
export async function callersOf(http, facts) {
  return {
    admin: http.with(await logIn(http, "user", facts.admin)),
    shop: http.with({ "x-publishable-api-key": facts.publishable_key }),
  }
}

/** A guest's cart with one bag of 10 EUR and a code in it; answers the cart before and after. */
export async function cartWithCode(shop, facts, code) {
  const { cart } = await shop.post("/store/carts", { region_id: facts.regions.eur, email: "guest@example.com" })
  await shop.post(`/store/carts/${cart.id}/line-items`, { variant_id: facts.variants[PRODUCT], quantity: 1 })
  const { cart: before } = await shop.get(`/store/carts/${cart.id}`)
  await shop.post(`/store/carts/${cart.id}/promo-codes`, { code })
  const { cart: after } = await shop.get(`/store/carts/${cart.id}`)
  return { before, after }
}

/** Pays and completes; answers the order. */
export async function checkOut(shop, cart_id) {
  const { payment_collection } = await shop.post("/store/payment-collections", { cart_id })
  const sessions = `/store/payment-collections/${payment_collection.id}/payment-sessions`
  await shop.post(sessions, { provider_id: "pp_system_default" })
  return (await shop.post(`/store/carts/${cart_id}/complete`)).order
}

/** Makes a coupon of 20 % and a code, redeems it as a guest, and answers what came of it. Amounts are decimals in EUR. */
export async function redeemOnce(http, facts) {
  const { admin, shop } = await callersOf(http, facts)
  const { coupon } = await admin.post("/admin/coupons", {
    name: "Packed",
    status: "active",
    type: "percentage",
    percentage: PERCENTAGE,
    duration: "once",
  })
  await admin.post(`/admin/coupons/${coupon.id}/promo-codes`, { code: "PACKED20" })

  const { before, after } = await cartWithCode(shop, facts, "packed20")
  const order = await checkOut(shop, after.id)
  const { count } = await admin.get(`/admin/redemptions?coupon_id=${coupon.id}`)

  const saving = Math.round((cents(before.total) * PERCENTAGE) / 100)
  return {
    order_id: order?.id,
    before: before.total,
    after: after.total,
    orderDiscount: order?.discount_total,
    cartIsDiscounted: saving > 0 && cents(before.total) - cents(after.total) === saving,
    orderIsDiscounted: cents(order?.discount_total) === saving && cents(order?.total) === cents(after.total),
    redemptions: count,
  }
}
