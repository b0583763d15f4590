// Cuts a renewal that is charged through Medusa's official Stripe provider: whatever Stripe has charged is an invoice, once (rules 40,
// 57 and 60).
import { renewSubscription } from "../../src/workflows/billing/renew-subscription"
import { eventually } from "../helpers/eventually"
import { runInShop } from "../helpers/run-in-shop"
import { StripeBooks } from "../helpers/stripe-books"
import { StripeMembers } from "../helpers/stripe-members"
import type { StripeMember } from "../helpers/stripe-members"
import { StripeServer } from "../stripe/server"
import { cutting } from "./cutting"
import { within } from "./scissors"
import type { Operation } from "./try-points"

const SIGN_UP = "2027-01-16T12:00:00.000Z"
const RENEWAL = "2027-02-16T13:00:00.000Z"

const PAID = [["paid", 24]]

const stripe = new StripeServer()

// Before the shop boots: its configuration looks for the address.
beforeAll(async () => {
  process.env.COUPONS_STRIPE_HOST = `127.0.0.1:${await stripe.start()}`
})
afterAll(() => stripe.stop())

runInShop((shop) => {
  const cut = cutting(shop, SIGN_UP, () => stripe.asked.filter((asked) => asked.startsWith("POST ")).length)
  const members = new StripeMembers(shop, stripe)
  const books = new StripeBooks(shop, stripe)
  let code = ""

  beforeEach(async () => {
    await members.begin(SIGN_UP)
    code = await shop.world.percent(20, { duration: "forever" })
  })

  const moneyOf = async (one: StripeMember) => (await members.invoices(one)).map(({ status, total }) => [status, total])

  /** Their first month, 30 less 20 %, is paid and captured; their card is kept at Stripe; the second month is due. */
  async function member(): Promise<StripeMember> {
    await shop.world.setClock(SIGN_UP)
    const one = await members.member("pm_card_visa", code)
    const [signUp] = await members.invoices(one)
    await members.capture(signUp?.order_id ?? null)
    await eventually(() => moneyOf(one), PAID)
    await shop.world.setClock(RENEWAL)
    return one
  }

  const renewals = (): Operation<never>[] => {
    const renew: Operation<StripeMember> = {
      name: "renew through Stripe",
      prepare: member,
      call: async ({ subscription_id }, run) => {
        try {
          const ask = { subscription_id, now: RENEWAL, due_before: RENEWAL }
          return { status: 200, body: await within(run, () => renewSubscription(shop.container, ask)) }
        } catch (error) {
          return { status: 409, body: String((error as { message?: unknown }).message ?? error) }
        }
      },
      check: async (one) => {
        const found = JSON.stringify(await moneyOf(one))
        const is_paid = found === JSON.stringify([...PAID, ...PAID])
        const { wrong, charges, booked } = await books.look()
        return [
          ...(is_paid ? [] : [`its invoices are ${found}`]),
          ...wrong,
          ...(charges === booked ? [] : [`${charges} charges for ${booked} invoices`]),
        ]
      },
    }
    return [renew as unknown as Operation<never>]
  }

  afterEach(async () => {
    const { charges, booked } = await books.look()
    process.stderr.write(`Stripe has charged ${charges} times, for ${booked} invoices.\n`)
  })

  cut("killed", "renew through Stripe", renewals, "rule 60")
  cut("stalled", "renew through Stripe", renewals, "rule 60")
})
