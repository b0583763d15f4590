// One subscription: its state, what discounts it, the coming invoices as a timeline, and what was billed.
import { DiscountsSection } from "../discounts/discounts-section"
import { GrantsOfSubscription } from "../grants/grants-of-subscription"
import { NeedsBilling } from "./needs-billing"
import { SubscriptionNotices } from "./subscription-notices"
import { InvoicesSection } from "../invoices/invoices-section"
import { PageState } from "../shell/page-state"
import { SubscriptionHeader } from "./subscription-header"
import { SubscriptionItems } from "./subscription-items"
import { UpcomingSection } from "../invoices/upcoming-section"
import { useSubscription } from "../../hooks/use-subscriptions"

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
