// Entering a code where the table holds a million codes against where it holds a thousand: twin shops, timed in turn.
import pg from "pg"
import { say } from "../../scripts/lib/progress.mjs"
import { alternate, timed } from "./rounds.mjs"
import { enterCode, makeBatch, makeCart, pluginShop } from "./shops.mjs"
import { showRatio, showTimes } from "./statistics.mjs"

const SIZES = { few: 1_000, many: 1_000_000 }
const LINES = 3
const GOAL = 1.1

/** Fills the shop's table and answers codes of it, each to be entered once. */
async function prepare(shop, quantity, count) {
  const batchId = await makeBatch(shop, quantity)
  const db = new pg.Client({ connectionString: shop.databaseUrl })
  await db.connect()
  try {
    // As autovacuum would in its own time.
    await db.query("vacuum analyze coupon_promo_code")
    const { rows } = await db.query(
      "select code from coupon_promo_code where code_batch_id = $1 order by code_normalised limit $2",
      [batchId, count],
    )
    return rows.map(({ code }) => code)
  } finally {
    await db.end()
  }
}

/** One side: enters the next code (timed), sees that it took something off, and takes it off the cart again. */
async function side(name, count) {
  const shop = await pluginShop(name)
  const codes = await prepare(shop, SIZES[name], count)
  const cartId = await makeCart(shop, LINES)
  return async () => {
    const code = codes.pop()
    let cart
    const took = await timed(async () => (cart = await enterCode(shop, cartId, code)))
    if (!(cart.discount_total > 0)) {
      throw new Error(`The code ${code} took nothing off.`)
    }
    await shop.store.delete(`/store/carts/${cartId}/promo-codes/${code}`)
    return took
  }
}

/** Prints both medians and their ratio. */
export async function run({ rounds = 60 }) {
  const warmUp = 10
  const sides = { few: await side("few", rounds + warmUp), many: await side("many", rounds + warmUp) }
  const { few, many } = await alternate(sides, { rounds, warmUp })
  say(`Entering a code with 1,000 and with 1,000,000 codes in the table, ${LINES} lines, ${rounds} rounds each`)
  console.log(`  1,000: ${showTimes(few)}; 1,000,000: ${showTimes(many)}; ratio ${showRatio(many, few, GOAL)}`)
}
