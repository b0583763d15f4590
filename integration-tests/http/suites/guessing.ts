// Suite: those who guess codes learn nothing and are slowed down (rule 47), with the usual limits of carts and customers.
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { assertAddsUp, reasonsOf, unique } from "../../helpers/world"
import type { Caller, ErrorBody, Shop } from "../../helpers/world"

const ATTEMPTS = 10
const BLOCK_SECONDS = 600

interface RawAnswer {
  status: number
  text: string
  retry_after: string | null
}

/** The answer as it comes over the wire. */
async function send(caller: Caller, path: string, body: object, headers: object = {}): Promise<RawAnswer> {
  const answer = await fetch(caller.base_url + path, {
    method: "POST",
    headers: { ...caller.headers, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  })
  return { status: answer.status, text: await answer.text(), retry_after: answer.headers.get("retry-after") }
}

function expectTooMany(answer: RawAnswer): void {
  const sentence = "Too many attempts. Please try again later."
  expect({ status: answer.status, body: JSON.parse(answer.text) as unknown }).toEqual({
    status: 429,
    body: {
      type: "not_allowed",
      message: sentence,
      code: "too_many_attempts",
      reasons: [{ code: "too_many_attempts", message: sentence }],
    },
  })
  expect(Number(answer.retry_after)).toBeGreaterThan(BLOCK_SECONDS - 60)
  expect(Number(answer.retry_after)).toBeLessThanOrEqual(BLOCK_SECONDS)
}

export function guessing(shop: Shop): void {
  const VALIDATE = "/store/promo-codes/validate"
  const entering = (cart_id: string) => `/store/carts/${cart_id}/promo-codes`
  const openCart = () => shop.world.openCart({ lines: ["Pen"] })

  /** Tries codes that do not exist, on both routes in turn; all are answered as usual. */
  async function guess(cart_id: string, times: number, caller = shop.world.store): Promise<void> {
    for (let n = 0; n < times; n++) {
      const code = unique("NOSUCH")
      const answer =
        n % 2 === 0
          ? await send(caller, entering(cart_id), { code })
          : await send(caller, VALIDATE, { code, cart_id }, { "x-forwarded-for": `198.51.100.${n}` })
      expect([answer.status, answer.text]).toEqual([n % 2 === 0 ? 400 : 200, expect.stringContaining("code_not_found")])
    }
  }

  it("rule 47: answers 429 after ten wrong codes on a cart, to a right one too, wherever the requests come from", async () => {
    const { world } = shop
    const code = await world.percent(20)
    const [cart_id, other_id] = [await openCart(), await openCart()]
    const before = await world.readCart(cart_id)
    await guess(cart_id, ATTEMPTS)

    expectTooMany(await send(world.store, entering(cart_id), { code }))
    expectTooMany(await send(world.store, entering(cart_id), { code: unique("NOSUCH") }))
    expectTooMany(await send(world.store, VALIDATE, { code, cart_id }))
    expectTooMany(await send(world.store, entering(cart_id), { code }, { "x-forwarded-for": "203.0.113.9" }))
    expect(await world.readCart(cart_id)).toEqual(before)
    assertAddsUp(await world.enter(other_id, code), { [code]: 2 })
  })

  it("rule 47: counts a customer's wrong codes over all carts, and nobody else's", async () => {
    const { world } = shop
    const [customer, other] = [await world.customer(), await world.customer()]
    const code = await world.percent(20)
    for (const times of [4, 4, 2]) {
      await guess(await openCart(), times, customer.store)
    }

    const cart_id = await openCart()
    expectTooMany(await send(customer.store, entering(cart_id), { code }))
    expectTooMany(await send(customer.store, VALIDATE, { code }))

    expect((await send(other.store, VALIDATE, { code })).status).toBe(200)
    expect((await send(world.store, entering(cart_id), { code })).status).toBe(200)
  })

  it("rule 47: counts archived and foreign codes that a customer tries, and no code that works, waits or is expired", async () => {
    const { world } = shop
    const customer = await world.customer()
    const { id: cart_id } = await world.cart({ customer, lines: ["Pen"] })
    const works = await world.percent(20)
    const waits = await world.percent(20, { restrictions: { minimum_quantity: 9 } })
    const expired = await world.percent(20, {}, { expires_at: "2020-01-31" })
    const foreign = await world.percent(20, { restrictions: { customer_ids: ["cus_somebody_else"] } })
    const archived = await world.percent(20)
    await world.admin.ok("POST", `/admin/promo-codes/${(await world.findCode(archived)).id}/archive`)
    const statuses = async (codes: string[]) => {
      const answers: number[] = []
      for (const code of codes) {
        answers.push((await send(customer.store, entering(cart_id), { code })).status)
      }
      return answers
    }

    expect(await statuses(Array.from({ length: 4 }, () => [works, waits, expired]).flat())).not.toContain(429)
    expect(await statuses(Array.from({ length: ATTEMPTS / 2 }, () => [archived, foreign]).flat())).not.toContain(429)
    expect(await statuses([works])).toEqual([429])
  })

  it("rule 47: does not count requests that were no attempt", async () => {
    const { world } = shop
    const code = await world.percent(20)
    const cart_id = await openCart()
    for (let n = 0; n < ATTEMPTS + 1; n++) {
      expect((await send(world.store, entering(cart_id), { code: "" })).status).toBe(400)
      expect((await send(world.store, entering("cart_nobody"), { code })).status).toBe(404)
    }
    expect((await send(world.store, entering(cart_id), { code })).status).toBe(200)
  })

  it("rule 47: tells a customer without a cart that a code is for somebody else", async () => {
    const { world } = shop
    const customer = await world.customer()
    const own = await world.percent(20, { restrictions: { customer_ids: [customer.id] } })
    const foreign = await world.percent(20, { restrictions: { customer_ids: ["cus_somebody_else"] } })
    const ask = async (code: string) => {
      const { body } = await customer.store.post<ErrorBody & { valid: boolean }>(VALIDATE, { code })
      return [body.valid, body.reasons?.map((reason) => reason.code)]
    }
    expect(await ask(own)).toEqual([true, []])
    expect(await ask(foreign)).toEqual([false, ["customer_not_eligible"]])
  })

  describe("a stranger", () => {
    /** Codes that a stranger must not be able to tell apart, by what they are. */
    async function secrets(): Promise<Record<string, string>> {
      const { world } = shop
      const archived = await world.percent(20)
      await world.admin.ok("POST", `/admin/promo-codes/${(await world.findCode(archived)).id}/archive`)
      const retired = await world.percent(20)
      await world.admin.ok("POST", `/admin/coupons/${(await world.findCode(retired)).coupon_id}/archive`)
      return {
        unknown: unique("NOSUCH"),
        archived,
        retired,
        draft: await world.offer({ type: "percentage", percentage: 20, status: "draft" }),
        foreign: await world.percent(20, { restrictions: { customer_ids: ["cus_somebody_else"] } }),
        "of a group": await world.percent(20, {}, { restrictions: { customer_group_ids: ["cusgroup_1"] } }),
        "foreign and limited": await world.percent(
          20,
          { max_redemptions: 5, restrictions: { customer_ids: ["cus_x"], first_purchase: "any" } },
          { expires_at: "2020-01-31", max_redemptions_per_customer: 1 },
        ),
      }
    }

    /** The answer, and the statements that the database was asked meanwhile, without their values. */
    async function watch(request: () => Promise<RawAnswer>): Promise<{ answer: RawAnswer; statements: string[] }> {
      const pg = shop.container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
      const statements: string[] = []
      // A workflow run has a name of its own.
      const listen = ({ sql }: { sql: string }) => void statements.push(sql.replace(/'auto-\w+'/g, "a run"))
      pg.on("query", listen)
      try {
        return { answer: await request(), statements: statements.sort() }
      } finally {
        pg.removeListener("query", listen)
      }
    }

    it.each(["entering", "asking with a cart", "asking without a cart"])(
      "rule 47: cannot tell unknown, archived and foreign codes apart by %s: same bytes, same work",
      async (how) => {
        const { world } = shop
        const cart_id = await openCart()
        const request = (code: string) =>
          how === "entering"
            ? send(world.store, entering(cart_id), { code })
            : send(world.store, VALIDATE, how === "asking with a cart" ? { code, cart_id } : { code })
        const codes = Object.entries(await secrets())
        // Warm, so that no first time of anything is counted.
        await request(unique("NOSUCH"))

        const seen = new Map<string, { answer: RawAnswer; statements: string[] }>()
        for (const [what, code] of codes) {
          seen.set(what, await watch(() => request(code)))
        }

        const unknown = seen.get("unknown")
        expect(unknown?.answer.text).toContain("code_not_found")
        expect(unknown?.statements.length).toBeGreaterThan(1)
        for (const [what, { answer, statements }] of seen) {
          expect({ what, answer }).toEqual({ what, answer: unknown?.answer })
          expect({ what, statements }).toEqual({ what, statements: unknown?.statements })
        }
        // A code that can be used is another matter, so that the comparison is one.
        const works = await watch(async () => request(await world.percent(20)))
        expect(works.answer.text).not.toBe(unknown?.answer.text)
        expect(reasonsOf(await world.tryCode(cart_id, unique("NOSUCH")))).toEqual(["code_not_found"])
      },
    )
  })
}
