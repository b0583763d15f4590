// The address of one subscription.
import { useParams, type UIMatch } from "react-router-dom"
import { late } from "../../../components/late"
import { PageState } from "../../../components/shell/page-state"
import { SubscriptionCrumb } from "../../../components/shell/record-crumb"

const Subscription = late(
  async () => (await import("../../../components/late-pages")).SubscriptionPage,
  <PageState error={null} />,
)

const SubscriptionRoute = () => <Subscription id={useParams().id ?? ""} />

export const handle = { breadcrumb: ({ params }: UIMatch) => <SubscriptionCrumb id={params.id ?? ""} /> }

export default SubscriptionRoute
