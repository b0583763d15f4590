// On a customer's page: what discounts them, what they are granted, what they redeemed, and their subscriptions.
import { defineWidgetConfig } from "@medusajs/admin-sdk"
import { late } from "../components/late"

const CustomerDiscounts = late(async () => (await import("../components/late-widgets")).CustomerDiscounts)

const CustomerDiscountsWidget = ({ data }: { data: { id: string } }) => <CustomerDiscounts customer_id={data.id} />

export const config = defineWidgetConfig({ id: "medusa-plugin-coupons-customer-discounts", zone: "customer.details" })

export default CustomerDiscountsWidget
