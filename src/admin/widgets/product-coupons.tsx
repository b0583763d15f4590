// On a product's page: which coupons cover it.
import { defineWidgetConfig } from "@medusajs/admin-sdk"
import { late } from "../components/late"

const CouponsOfProduct = late(async () => (await import("../components/late-widgets")).CouponsOfProduct)

const ProductCouponsWidget = ({ data }: { data: { id: string } }) => <CouponsOfProduct product_id={data.id} />

export const config = defineWidgetConfig({ id: "medusa-plugin-coupons-product-coupons", zone: "product.details.side" })

export default ProductCouponsWidget
