// The Subscriptions page: what is billed again and again, and what that brings in a month.
import { defineRouteConfig } from "@medusajs/admin-sdk"
import { ArrowPath } from "@medusajs/icons"
import { MrrSection } from "../../components/billing/mrr-section"
import { NeedsBilling } from "../../components/billing/needs-billing"
import { Crumb } from "../../components/crumb"
import { SubscriptionList } from "../../components/subscription-list"

const SubscriptionsPage = () => (
  <NeedsBilling>
    <div className="flex w-full flex-col gap-y-3">
      <MrrSection />
      <SubscriptionList />
    </div>
  </NeedsBilling>
)

export const config = defineRouteConfig({ label: "nav.subscriptions", translationNs: "coupons", icon: ArrowPath })

export const handle = { breadcrumb: () => <Crumb text="nav.subscriptions" /> }

export default SubscriptionsPage
