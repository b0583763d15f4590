// On a draft order's page: its discounts, and the way to apply one with its price shown first.
import { defineWidgetConfig } from "@medusajs/admin-sdk"
import { late } from "../components/late"

const DraftOrderDiscounts = late(async () => (await import("../components/late-widgets")).DraftOrderDiscounts)

const DraftOrderDiscountsWidget = ({ data }: { data: { id: string; currency_code: string } }) => (
  <DraftOrderDiscounts order_id={data.id} currency_code={data.currency_code} />
)

export const config = defineWidgetConfig({
  id: "medusa-plugin-coupons-draft-order-discounts",
  zone: "draft_order.details",
})

export default DraftOrderDiscountsWidget
