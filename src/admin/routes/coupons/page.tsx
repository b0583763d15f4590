// The Coupons page: all coupons with their state, search, filter, and the way to create one.
import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Tag } from "@medusajs/icons"
import { Crumb } from "../../components/shell/crumb"
import { late } from "../../components/late"
import { PageState } from "../../components/shell/page-state"

const CouponList = late(
  async () => (await import("../../components/late-pages")).CouponList,
  <PageState error={null} />,
)

const CouponsPage = () => <CouponList />

export const config = defineRouteConfig({ label: "nav.coupons", translationNs: "coupons", icon: Tag })

export const handle = { breadcrumb: () => <Crumb text="nav.coupons" /> }

export default CouponsPage
