// On a product's page: which coupons cover it.
import { defineWidgetConfig } from "@medusajs/admin-sdk"
import { CouponsOfProduct } from "../components/widgets/coupons-of-product"

const ProductCouponsWidget = ({ data }: { data: { id: string } }) => <CouponsOfProduct product_id={data.id} />

export const config = defineWidgetConfig({ id: "medusa-plugin-coupons-product-coupons", zone: "product.details.side" })

export default ProductCouponsWidget
