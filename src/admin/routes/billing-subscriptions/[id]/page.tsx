// One subscription: who, what, the invoices so far, and the coming ones with their discounts.
import { useParams, type UIMatch } from "react-router-dom"
import { InvoicesSection } from "../../../components/invoices-section"
import { PageState } from "../../../components/page-state"
import { SubscriptionCrumb } from "../../../components/record-crumb"
import { SubscriptionHeader } from "../../../components/subscription-header"
import { SubscriptionItems } from "../../../components/subscription-items"
import { UpcomingSection } from "../../../components/upcoming-section"
import { useSubscription } from "../../../hooks/use-subscriptions"

const SubscriptionPage = () => {
  const { id = "" } = useParams()
  const { data: subscription, error } = useSubscription(id)
  if (!subscription) return <PageState error={error} />
  return (
    <div className="flex w-full flex-col gap-y-3">
      <SubscriptionHeader subscription={subscription} />
      <InvoicesSection subscription={subscription} />
      <UpcomingSection subscription={subscription} />
      <SubscriptionItems subscription={subscription} />
    </div>
  )
}

export const handle = { breadcrumb: ({ params }: UIMatch) => <SubscriptionCrumb id={params.id ?? ""} /> }

export default SubscriptionPage
