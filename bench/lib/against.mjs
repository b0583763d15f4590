// This checkout beside another one, say an older one: entering a code, adding a line, completing, in turn, by processor time.
import { say } from "../../scripts/lib/progress.mjs"
import { CpuMeter } from "./cpu.mjs"
import { alternate, timed } from "./rounds.mjs"
import { completeCart, readyCart } from "./complete.mjs"
import { enterCode, makeCart, makeCoupon, pluginShop, shopOf } from "./shops.mjs"
import { showRatio, showTimes } from "./statistics.mjs"

const SIZES = [1, 10]

/** One side: `prepare` (not measured), `work` (measured), `tidy` (not measured). */
function side(shop, { prepare, work, tidy }) {
  const cpu = new CpuMeter(shop.pid)
  const play = async (round) => {
    if (round === 0) {
      cpu.reset()
    }
    const subject = await prepare?.(round)
    let result
    let took
    await cpu.of(async () => (took = await timed(async () => (result = await work(subject)))))
    await tidy?.(result)
    return took
  }
  return { play, cpu }
}

async function entering(shop, lines, code) {
  const cartId = await makeCart(shop, lines)
  return side(shop, {
    work: () => enterCode(shop, cartId, code),
    tidy: () => shop.store.delete(`/store/carts/${cartId}/promo-codes/${code}`),
  })
}

async function adding(shop, lines, code) {
  const cartId = await makeCart(shop, lines)
  if (code) {
    await enterCode(shop, cartId, code)
  }
  const variant_id = shop.variants[lines]
  const path = `/store/carts/${cartId}/line-items`
  return side(shop, {
    work: () => shop.store.post(path, { variant_id, quantity: 1 }),
    tidy: ({ cart }) => shop.store.delete(`${path}/${cart.items.find((item) => item.variant_id === variant_id).id}`),
  })
}

const completing = (shop, name, code) =>
  side(shop, {
    prepare: (round) => readyCart(shop, name, round, code && ((cartId) => enterCode(shop, cartId, code))),
    work: (cartId) => completeCart(shop, cartId),
  })

/** Prints wall and processor time of both, and their ratios; one client. `tree`: the other checkout, with its node_modules. */
export async function run({ rounds = 40, tree }) {
  const here = await pluginShop()
  const other = await shopOf(tree)
  const codes = new Map()
  for (const shop of [here, other]) {
    codes.set(shop, await makeCoupon(shop, "AGAINST", { max_redemptions: 1_000_000 }))
  }
  const measures = {
    ...Object.fromEntries(
      SIZES.map((lines) => [`enter a code, ${lines} lines`, (shop) => entering(shop, lines, codes.get(shop))]),
    ),
    "add a line to 3, without a code": (shop) => adding(shop, 3),
    "add a line to 3, with our code": (shop) => adding(shop, 3, codes.get(shop)),
    "complete 3 lines, without a code": (shop) => completing(shop, "plain"),
    "complete 3 lines, with our code": (shop) => completing(shop, "coupon", codes.get(shop)),
  }
  say(
    `Here beside ${tree}, ${rounds} rounds each: processor time per request (mean), wall time (5th to 95th percentile)`,
  )
  for (const [name, make] of Object.entries(measures)) {
    const sides = { here: await make(here), other: await make(other) }
    const times = await alternate({ here: sides.here.play, other: sides.other.play }, { rounds, warmUp: 8 })
    const [ours, theirs] = [sides.here.cpu.mean, sides.other.cpu.mean]
    console.log(
      [
        `  ${name}`,
        `    processor: here ${ours.toFixed(1)} ms, other ${theirs.toFixed(1)} ms; ratio ${(ours / theirs).toFixed(3)}`,
        `    wall: here ${showTimes(times.here)}, other ${showTimes(times.other)}; ratio ${showRatio(times.here, times.other)}`,
      ].join("\n"),
    )
  }
}
