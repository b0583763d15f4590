// One subscription: its state, what discounts it, the coming invoices as a timeline, and what was billed.
import { useParams, type UIMatch } from "react-router-dom"
import { DiscountsSection } from "../../../components/billing/discounts-section"
import { GrantsOfSubscription } from "../../../components/billing/grants-of-subscription"
import { NeedsBilling } from "../../../components/billing/needs-billing"
import { SubscriptionNotices } from "../../../components/billing/subscription-notices"
import { InvoicesSection } from "../../../components/invoices-section"
import { PageState } from "../../../components/page-state"
import { SubscriptionCrumb } from "../../../components/record-crumb"
import { SubscriptionHeader } from "../../../components/subscription-header"
import { SubscriptionItems } from "../../../components/subscription-items"
import { UpcomingSection } from "../../../components/upcoming-section"
import { useSubscription } from "../../../hooks/use-subscriptions"

const SubscriptionPage = () => {
  const { id = "" } = useParams()
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

export const handle = { breadcrumb: ({ params }: UIMatch) => <SubscriptionCrumb id={params.id ?? ""} /> }

export default SubscriptionPage
