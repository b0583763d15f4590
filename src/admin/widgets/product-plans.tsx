// On a product's page: how its variants are billed.
import { defineWidgetConfig } from "@medusajs/admin-sdk"
import { PlansOfProduct } from "../components/widgets/plans-of-product"

const ProductPlansWidget = ({ data }: { data: { id: string } }) => <PlansOfProduct product_id={data.id} />

export const config = defineWidgetConfig({ id: "medusa-plugin-coupons-product-plans", zone: "product.details" })

export default ProductPlansWidget
