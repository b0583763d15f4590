// One subscription: its state, what discounts it, the coming invoices as a timeline, and what was billed.
import { DiscountsSection } from "./billing/discounts-section"
import { GrantsOfSubscription } from "./billing/grants-of-subscription"
import { NeedsBilling } from "./billing/needs-billing"
import { SubscriptionNotices } from "./billing/subscription-notices"
import { InvoicesSection } from "./invoices-section"
import { PageState } from "./page-state"
import { SubscriptionHeader } from "./subscription-header"
import { SubscriptionItems } from "./subscription-items"
import { UpcomingSection } from "./upcoming-section"
import { useSubscription } from "../hooks/use-subscriptions"

export function SubscriptionPage({ id }: { id: string }) {
  return (
    <NeedsBilling>
      <Subscription id={id} />
    </NeedsBilling>
  )
}

function Subscription({ id }: { id: string }) {
  const { data: subscription, error } = useSubscription(id)
  if (!subscription) {
    return <PageState error={error} />
  }
  return (
    <div className="flex w-full flex-col gap-y-3">
      <SubscriptionNotices subscription={subscription} />
      <SubscriptionHeader subscription={subscription} />
      <SubscriptionItems subscription={subscription} />
      <DiscountsSection subscription={subscription} />
      <UpcomingSection subscription={subscription} />
      <InvoicesSection subscription={subscription} />
      <GrantsOfSubscription subscription={subscription} />
    </div>
  )
}
