// The Subscriptions page: what is billed again and again.
import { defineRouteConfig } from "@medusajs/admin-sdk"
import { ArrowPath } from "@medusajs/icons"
import { Crumb } from "../../components/crumb"
import { SubscriptionList } from "../../components/subscription-list"

const SubscriptionsPage = () => <SubscriptionList />

export const config = defineRouteConfig({ label: "nav.subscriptions", translationNs: "coupons", icon: ArrowPath })

export const handle = { breadcrumb: () => <Crumb text="nav.subscriptions" /> }

export default SubscriptionsPage
