// Who a subscription belongs to, its plan, its current period, and what can be done with it.
import { clx } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useCustomers, type CustomerName } from "../../hooks/use-customers"
import { usePlans } from "../../hooks/use-subscriptions"
import { useTexts } from "../../hooks/use-texts"
import type { Subscription } from "../../lib/api-types"
import { SubscriptionBadge } from "../shell/badges"
import { SubscriptionActions } from "./subscription-actions"
import { Section } from "../shell/section"
import { TextLink } from "../shell/text-link"

export function SubscriptionHeader({ subscription }: { subscription: Subscription }) {
  const { t, format } = useTexts()
  const { current_period_start, current_period_end, next_billing_at, time_zone } = subscription
  const next = next_billing_at ? format.date(next_billing_at, time_zone) : "–"
  return (
    <Section
      level="h1"
      title={subscription.items.map(({ title }) => title).join(", ")}
      actions={
        <>
          <SubscriptionBadge status={subscription.status} />
          <SubscriptionActions subscription={subscription} />
        </>
      }
    >
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 px-6 py-4 lg:grid-cols-6">
        <Detail label={t("subscription.customer")} isWide>
          <Customer {...subscription} />
        </Detail>
        <Detail label={t("subscription.plan")}>
          <PlanName subscription={subscription} />
        </Detail>
        <Detail label={t("subscription.started")}>{format.date(subscription.started_at, time_zone)}</Detail>
        <Detail label={t("subscription.currentPeriod")}>
          {format.period(current_period_start, current_period_end, time_zone)}
        </Detail>
        <Detail label={t("subscription.nextInvoice")}>
          {subscription.cancel_at_period_end ? t("subscription.cancelsAtEnd") : next}
        </Detail>
      </dl>
    </Section>
  )
}

function Detail({ label, isWide, children }: { label: string; isWide?: boolean; children: ReactNode }) {
  return (
    <div className={clx("flex min-w-0 flex-col gap-y-1", { "col-span-2": isWide })}>
      <dt className="txt-small text-ui-fg-subtle">{label}</dt>
      <dd className="txt-small-plus m-0 truncate">{children}</dd>
    </div>
  )
}

function Customer({ customer_id, email }: Subscription) {
  const { data } = useCustomers([customer_id])
  const customer: CustomerName | undefined = data?.get(customer_id)
  return (
    <div className="flex flex-col gap-y-1">
      {customer?.name && <span>{customer.name}</span>}
      <span className="truncate">
        <TextLink to={`/customers/${customer_id}`}>{customer?.email ?? email ?? customer_id}</TextLink>
      </span>
    </div>
  )
}

/** The plan's name, and how often it bills where the name does not say so itself; a deleted plan has no name any more. */
function PlanName({ subscription }: { subscription: Subscription }) {
  const { texts } = useTexts()
  const { data: plans } = usePlans()
  const every = texts.every(subscription)
  const name = plans?.get(subscription.plan_id)?.name
  return <>{!name || name === every ? every : `${name} · ${every}`}</>
}
