// Lives: renewals that Stripe refuses, and what the reason makes of them (rule 59).
import { remind } from "../../../src/operations/reminders/remind"
import { REQUIRES_ACTION_EVENT } from "../../../src/workflows/billing"
import { StripeMembers } from "../../helpers/stripe-members"
import { eventually } from "../../helpers/eventually"
import { heardOf } from "../../helpers/heard"
import type { Shop } from "../../helpers/world"
import { declined } from "../../stripe/cards"
import type { StripeServer } from "../../stripe/server"

const NEW_YEAR = "2027-01-01T00:00:00.000Z"
const FEBRUARY = "2027-02-01T00:00:00.000Z"
/** Its bank asks its owner at every payment. */
const ASKING = "pm_card_authenticationRequired"

export function renewalsThatNeedTheCustomer(shop: Shop, stripe: StripeServer): void {
  const members = new StripeMembers(shop, stripe)
  const { life } = members
  const heard = heardOf(shop, REQUIRES_ACTION_EVENT)
  const expiring = heardOf(shop, "billing-subscription.payment-method-expiring")

  beforeEach(async () => {
    await members.begin(NEW_YEAR)
  })

  it("rule 59: a bank that wants the customer's word makes the renewal past due, and tells it once", async () => {
    const member = await members.member(ASKING)
    expect(await life.until(FEBRUARY)).toMatchObject({ billed: 0, declined: 1 })

    const invoice = await members.lastInvoice(member)
    expect(invoice).toMatchObject({
      status: "open",
      payment_status: "requires_action",
      failure_code: "authentication_required",
      failure_message: "Your card was declined. This transaction requires authentication.",
      order_id: null,
      attempt_count: 1,
      next_attempt_at: "2027-02-02T00:00:00.000Z",
    })
    expect(await life.read(member.subscription_id)).toMatchObject({ status: "past_due" })
    expect(stripe.account.kept()).toEqual([])
    const told = [{ id: invoice.id, subscription_id: member.subscription_id, customer_id: member.customer.id }]
    await eventually(heard, told)

    expect(await life.until("2027-02-02T00:00:00.000Z")).toMatchObject({ billed: 0, declined: 1 })
    expect(await members.lastInvoice(member)).toMatchObject({ attempt_count: 2, payment_status: "requires_action" })
    expect(heard()).toEqual(told)
    const path = "/admin/billing/invoices?failure_code=authentication_required"
    expect((await shop.world.admin.ok<{ count: number }>("GET", path)).count).toBe(1)
  })

  it("rule 54: tells of a card that expires before the next invoice, once, and of no other", async () => {
    const member = await members.member()
    const other = await members.member()
    const method = stripe.account.methods.get(member.card)
    Object.assign(method?.card as object, { exp_month: 1, exp_year: 2027 })
    await shop.world.setClock("2027-01-26T00:00:00.000Z")
    expect(await remind(shop.container)).toBe(3)
    await eventually(() => expiring().length, 1)
    expect(expiring()).toEqual([
      expect.objectContaining({
        subscription_id: member.subscription_id,
        payment_method_id: member.card,
        payment_method_expires_at: FEBRUARY,
        due_at: FEBRUARY,
        total: 30,
      }),
    ])
    expect(await remind(shop.container)).toBe(0)
    expect(other.card).not.toBe(member.card)
  })

  it("rule 59: want of money is worth another day, with the bank's own code", async () => {
    const member = await members.member()
    stripe.account.bankSays(member.card, declined("insufficient_funds"))
    await life.until(FEBRUARY)
    expect(await members.lastInvoice(member)).toMatchObject({
      status: "open",
      payment_status: "declined",
      failure_code: "insufficient_funds",
      next_attempt_at: "2027-02-02T00:00:00.000Z",
    })
    expect(heard()).toEqual([])
  })

  it("rule 59: a stolen card is not asked again, until there is another one", async () => {
    const member = await members.member()
    stripe.account.bankSays(member.card, declined("stolen_card"))
    expect(await life.until("2027-02-20T00:00:00.000Z")).toMatchObject({ billed: 0, declined: 1 })
    expect(await members.lastInvoice(member)).toMatchObject({
      status: "uncollectible",
      payment_status: "declined",
      failure_code: "stolen_card",
      attempt_count: 1,
      next_attempt_at: null,
    })
    expect(await life.read(member.subscription_id)).toMatchObject({ status: "unpaid" })

    const other = stripe.account.method("pm_card_mastercard")
    stripe.account.attach(other.id, members.lastIntent().customer)
    const method = { payment_provider_id: "pp_stripe_stripe", payment_data: { payment_method: other.id } }
    const path = `/store/customers/me/billing/subscriptions/${member.subscription_id}/payment-method`
    await member.customer.store.ok("POST", path, method)

    expect(await life.until("2027-02-20T00:01:00.000Z")).toMatchObject({ billed: 1, declined: 0 })
    expect(await members.lastInvoice(member)).toMatchObject({ status: "paid", payment_status: "captured" })
    expect(await life.read(member.subscription_id)).toMatchObject({ status: "active" })
    expect(stripe.account.kept()).toEqual([3000])
  })
}
