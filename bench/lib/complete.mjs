// Completing a cart of three lines: with our code, with core's promotion, and plain.
import { say } from "../../scripts/lib/progress.mjs"
import { alternate, timed } from "./rounds.mjs"
import {
  enterCode,
  enterPromotion,
  makeCart,
  makeCoupon,
  makePromotion,
  pluginShop,
  shopWithoutPlugin,
} from "./shops.mjs"
import { showRatio, showTimes } from "./statistics.mjs"

const LINES = 3
const GOALS = { promotion: 1.0, plain: 1.15 }
const address = {
  first_name: "Anna",
  last_name: "Example",
  address_1: "Weg 1",
  postal_code: "10115",
  city: "Berlin",
  country_code: "de",
}

/** A cart that is ready to be completed, by a guest who was never here before. */
export async function readyCart(shop, name, round, enter) {
  const email = `${name}.${round}@example.com`
  const cartId = await makeCart(shop, LINES, { email, shipping_address: address })
  await enter?.(cartId)
  const { payment_collection } = await shop.store.post("/store/payment-collections", { cart_id: cartId })
  const sessions = `/store/payment-collections/${payment_collection.id}/payment-sessions`
  await shop.store.post(sessions, { provider_id: "pp_system_default" })
  return cartId
}

/** Completes a cart; answers what the route does. */
export const completeCart = ({ store }, cartId) => store.post(`/store/carts/${cartId}/complete`)

/** One side: prepares a cart, then completes it (timed) and looks whether the order is as it should be. */
function side(shop, name, enter) {
  return async (round) => {
    const cartId = await readyCart(shop, name, round, enter)
    let answer
    const took = await timed(async () => (answer = await completeCart(shop, cartId)))
    if (answer.type !== "order" || answer.order.discount_total > 0 !== Boolean(enter)) {
      throw new Error(`The cart of "${name}" became no proper order: ${JSON.stringify(answer.error ?? answer)}`)
    }
    return took
  }
}

/** Prints the figures; one client. */
export async function run({ rounds = 40 }) {
  const plugin = await pluginShop()
  const plain = await shopWithoutPlugin()
  const coupon = await makeCoupon(plugin, "COMPLETEOURS")
  const limited = await makeCoupon(plugin, "COMPLETELIMITED", { max_redemptions: 1_000_000 })
  const promotion = await makePromotion(plain, "COMPLETECORE")
  say(`Completing ${LINES} lines, ${rounds} rounds each: median (5th to 95th percentile); ratio (range of 5 blocks)`)
  const times = await alternate(
    {
      coupon: side(plugin, "coupon", (cartId) => enterCode(plugin, cartId, coupon)),
      limited: side(plugin, "limited", (cartId) => enterCode(plugin, cartId, limited)),
      promotion: side(plain, "promotion", (cartId) => enterPromotion(plain, cartId, promotion)),
      off: side(plain, "off"),
      on: side(plugin, "on"),
    },
    { rounds, warmUp: 8 },
  )
  console.log(
    [
      `  with our code ${showTimes(times.coupon)}, with a limit ${showTimes(times.limited)}`,
      `  with a core promotion ${showTimes(times.promotion)}, plain ${showTimes(times.off)}, plugin without a code ${showTimes(times.on)}`,
      `  coupon / promotion ${showRatio(times.coupon, times.promotion, GOALS.promotion)}`,
      `  limited coupon / promotion ${showRatio(times.limited, times.promotion, GOALS.promotion)}`,
      `  coupon / plain ${showRatio(times.coupon, times.off, GOALS.plain)}`,
      `  limited coupon / plain ${showRatio(times.limited, times.off, GOALS.plain)}`,
      `  plugin without a code / plain ${showRatio(times.on, times.off)}`,
    ].join("\n"),
  )
}
