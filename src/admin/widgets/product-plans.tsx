// On a product's page: how its variants are billed.
import { defineWidgetConfig } from "@medusajs/admin-sdk"
import { late } from "../components/late"

const PlansOfProduct = late(async () => (await import("../components/late-widgets")).PlansOfProduct)

const ProductPlansWidget = ({ data }: { data: { id: string } }) => <PlansOfProduct product_id={data.id} />

export const config = defineWidgetConfig({ id: "medusa-plugin-coupons-product-plans", zone: "product.details" })

export default ProductPlansWidget
