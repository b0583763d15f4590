// Tells of invoices that are coming, and of what happens before them, a page of subscriptions at a time (rule 54).
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { billingOf, findBilling } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { ReminderEvents } from "../../lib/events"
import type { SubscriptionRow } from "../../modules/billing/types"
import type { ReminderOptions } from "../../modules/coupon/shared/options"
import { gatherAll } from "../../pricing/billing/gather"
import type { BillingFacts } from "../../pricing/billing/gather"
import { schedulesWith } from "../../queries/billing/upcoming-invoices"
import { remindersOfInvoice, remindersOfTrial, trialKey, upcomingKey } from "./of-subscription"
import type { Outlook } from "./of-subscription"
import { cardOf } from "./payment-methods"
import { tell } from "./tell"

const PAGE = 100
const DAY_MS = 24 * 60 * 60 * 1000
/** The one that is due, and the one after it, which tells what it costs afterwards. */
const LOOK_AHEAD = 2

type Coming = Pick<SubscriptionRow, "id" | "status" | "trial_end" | "next_billing_at">

/** Answers how many were told. A subscription that cannot be priced has no reminder and stops no other; the log says why. */
export async function remindOfInvoices(container: MedusaContainer, days: ReminderOptions, now: Date): Promise<number> {
  const billing = findBilling(container)
  const longest = Math.max(days.upcomingInvoiceDays, days.trialEndingDays)
  const until = new Date(now.getTime() + longest * DAY_MS)
  let told = 0
  for (let after = ""; billing;) {
    const page = await billing.listComing({ from: now, until, after, limit: PAGE })
    const last = page.at(-1)
    if (!last) {
      break
    }
    after = last.id
    told += await remindPage(container, page, days, now)
  }
  return told
}

async function remindPage(
  container: MedusaContainer,
  page: Coming[],
  days: ReminderOptions,
  now: Date,
): Promise<number> {
  const isWithin = (moment: Date | null, count: number) =>
    moment !== null && new Date(moment).getTime() <= now.getTime() + count * DAY_MS
  const soon = page.filter((one) => isWithin(one.next_billing_at, days.upcomingInvoiceDays)).map(upcomingKey)
  const trials = page.filter((one) => one.status === "trialing" && isWithin(one.trial_end, days.trialEndingDays))
  const untold = await couponsOf(container).listUntold([...soon, ...trials.map(trialKey)])
  const wanted = (name: string) =>
    new Set(untold.filter((key) => key.name === name).map(({ subject_id }) => subject_id))
  const invoices = wanted(ReminderEvents.invoiceUpcoming)
  const trial_ends = wanted(ReminderEvents.trialEnding)
  const outlooks = await outlooksOf(container, [...new Set([...invoices, ...trial_ends])])
  return tell(
    container,
    outlooks.flatMap((outlook) => {
      const { id } = outlook.subscription
      return [
        ...(invoices.has(id) ? remindersOfInvoice(outlook) : []),
        ...(trial_ends.has(id) ? remindersOfTrial(outlook) : []),
      ]
    }),
  )
}

/** What is known of these subscriptions: with as many queries for many as for one, but for their cards. */
async function outlooksOf(container: MedusaContainer, ids: string[]): Promise<Outlook[]> {
  if (ids.length === 0) {
    return []
  }
  const billing = billingOf(container)
  const subscriptions = await billing.readSubscriptions({ id: ids })
  const [[schedules = []], last, facts] = await Promise.all([
    schedulesWith(container, { subscriptions, count: LOOK_AHEAD }, [[]]),
    billing.readLastInvoices(ids),
    gatherAll(container, subscriptions),
  ])
  const outlooks: Outlook[] = []
  for (const [index, { subscription, upcoming, failure }] of schedules.entries()) {
    const own = facts[index] as BillingFacts
    if (failure !== null) {
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .warn(
          `coupons: no reminder of subscription ${subscription.id}, whose next invoice cannot be priced. ${failure}`,
        )
    }
    outlooks.push({
      subscription,
      upcoming,
      email: own.email,
      last: last.find(({ subscription_id }) => subscription_id === subscription.id) ?? null,
      payment_provider_id: own.payment?.provider_id ?? null,
      method: upcoming.length > 0 ? await cardOf(container, own) : null,
    })
  }
  return outlooks
}
