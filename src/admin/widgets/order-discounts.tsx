// On an order's page: which discounts took money off, why, and what the order began.
import { defineWidgetConfig } from "@medusajs/admin-sdk"
import { late } from "../components/late"

const OrderDiscounts = late(async () => (await import("../components/late-widgets")).OrderDiscounts)

const OrderDiscountsWidget = ({ data }: { data: { id: string } }) => <OrderDiscounts order_id={data.id} />

export const config = defineWidgetConfig({ id: "medusa-plugin-coupons-order-discounts", zone: "order.details.side" })

export default OrderDiscountsWidget
