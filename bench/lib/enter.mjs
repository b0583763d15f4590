// Entering our promo code against core's promotion code of the same value, on the same cart of the same server.
import { say } from "../../scripts/lib/progress.mjs"
import { alternate, timed } from "./rounds.mjs"
import { enterCode, enterPromotion, makeCart, makeCoupon, makePromotion, pluginShop } from "./shops.mjs"
import { showRatio, showTimes } from "./statistics.mjs"

const SIZES = [1, 10, 50]
const GOAL = 0.5

/** Both must take the same off, or the comparison says nothing. */
function demandSame(savings) {
  const [first, ...others] = Object.values(savings)
  if (!(first > 0) || others.some((saving) => Math.abs(saving - first) > 0.01 * first)) {
    throw new Error(`The two codes do not take the same off: ${JSON.stringify(savings)}`)
  }
}

/** One side: enters a code (timed), notes what it takes off, and takes it off the cart again. */
function side(enter, remove, savings, name) {
  return async () => {
    let cart
    const took = await timed(async () => (cart = await enter()))
    savings[name] = cart.discount_total
    await remove()
    return took
  }
}

async function measure(shop, cartId, codes, options) {
  const savings = {}
  const path = `/store/carts/${cartId}`
  const sides = {
    ours: side(
      () => enterCode(shop, cartId, codes.ours),
      () => shop.store.delete(`${path}/promo-codes/${codes.ours}`),
      savings,
      "ours",
    ),
    core: side(
      () => enterPromotion(shop, cartId, codes.core),
      () => shop.store.post(`${path}/promotions`, { promo_codes: [] }),
      savings,
      "core",
    ),
  }
  const times = await alternate(sides, options)
  demandSame(savings)
  return times
}

/** Prints the figures for carts of 1, 10 and 50 lines; one client. */
export async function run({ rounds = 60 }) {
  const shop = await pluginShop()
  const codes = { ours: await makeCoupon(shop, "ENTEROURS"), core: await makePromotion(shop, "ENTERCORE") }
  say(`Entering a code, ${rounds} rounds each: median (5th to 95th percentile); ratio (lowest to highest of 5 blocks)`)
  for (const lines of SIZES) {
    const cartId = await makeCart(shop, lines)
    const { ours, core } = await measure(shop, cartId, codes, { rounds, warmUp: 10 })
    console.log(
      `  ${lines} lines: ours ${showTimes(ours)}, core ${showTimes(core)}; ratio ${showRatio(ours, core, GOAL)}`,
    )
  }
}
