// The address of the Subscriptions page, and its entry in the menu.
import { defineRouteConfig } from "@medusajs/admin-sdk"
import { ArrowPath } from "@medusajs/icons"
import { Crumb } from "../../components/shell/crumb"
import { late } from "../../components/late"
import { PageState } from "../../components/shell/page-state"

const Subscriptions = late(
  async () => (await import("../../components/late-pages")).SubscriptionsPage,
  <PageState error={null} />,
)

const SubscriptionsRoute = () => <Subscriptions />

export const config = defineRouteConfig({ label: "nav.subscriptions", translationNs: "coupons", icon: ArrowPath })

export const handle = { breadcrumb: () => <Crumb text="nav.subscriptions" /> }

export default SubscriptionsRoute
