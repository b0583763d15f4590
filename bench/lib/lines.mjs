// Adding a line: with the plugin against without it, and with our code applied against with core's promotion applied.
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

const SIZES = [1, 10, 50]
const GOALS = { off: 1.03, promotion: 1.0 }

/** One side: adds a line to the cart (timed) and removes it again, so that every round meets the same cart. */
function side({ store, variants }, cartId, lines) {
  const path = `/store/carts/${cartId}/line-items`
  return async () => {
    let cart
    const took = await timed(
      async () => ({ cart } = await store.post(path, { variant_id: variants[lines], quantity: 1 })),
    )
    const added = cart.items.find((item) => item.variant_id === variants[lines])
    if (cart.items.length !== lines + 1 || !added) {
      throw new Error(`The cart has ${cart.items.length} lines.`)
    }
    await store.delete(`${path}/${added.id}`)
    return took
  }
}

/** A side whose cart has a code applied. */
async function discounted(shop, lines, enter, code) {
  const cartId = await makeCart(shop, lines)
  const cart = await enter(shop, cartId, code)
  if (!(cart.discount_total > 0)) {
    throw new Error(`${code} takes nothing off.`)
  }
  return side(shop, cartId, lines)
}

/**
 * Prints the figures for carts of 1, 10 and 50 lines; one client. The second shop without the plugin shows how far two
 * processes of the very same shop differ: a difference below that is none.
 */
export async function run({ rounds = 40 }) {
  const plugin = await pluginShop()
  const plain = await shopWithoutPlugin()
  const control = await shopWithoutPlugin("control")
  const coupon = await makeCoupon(plugin, "LINESOURS")
  const promotion = await makePromotion(plain, "LINESCORE")
  say(`Adding a line, ${rounds} rounds each: median (5th to 95th percentile); ratio (lowest to highest of 5 blocks)`)
  for (const lines of SIZES) {
    const times = await alternate(
      {
        on: side(plugin, await makeCart(plugin, lines), lines),
        off: side(plain, await makeCart(plain, lines), lines),
        control: side(control, await makeCart(control, lines), lines),
        coupon: await discounted(plugin, lines, enterCode, coupon),
        promotion: await discounted(plain, lines, enterPromotion, promotion),
      },
      { rounds, warmUp: 8 },
    )
    console.log(
      [
        `  ${lines} lines, no discount: plugin on ${showTimes(times.on)}, off ${showTimes(times.off)}`,
        `    on / off ${showRatio(times.on, times.off, GOALS.off)}; off / off in another process ${showRatio(times.control, times.off)}`,
        `  ${lines} lines, 20 % applied: coupon ${showTimes(times.coupon)}, core promotion ${showTimes(times.promotion)}`,
        `    coupon / promotion ${showRatio(times.coupon, times.promotion, GOALS.promotion)}`,
      ].join("\n"),
    )
  }
}
