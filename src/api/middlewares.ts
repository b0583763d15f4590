// All request checks of the plugin, gathered from the routes' own lists.
import { defineMiddlewares } from "@medusajs/framework/http"
import { adminBillingMiddlewares } from "./admin/billing/middlewares"
import { adminCodeBatchMiddlewares } from "./admin/code-batches/middlewares"
import { adminCouponMiddlewares } from "./admin/coupons/middlewares"
import { adminDraftOrderMiddlewares } from "./admin/draft-orders/middlewares"
import { adminExternalPromoCodeMiddlewares } from "./admin/external-promo-codes/middlewares"
import { adminGrantMiddlewares } from "./admin/grants/middlewares"
import { storeBillingMiddlewares } from "./store/customers/me/billing/middlewares"
import { storeGrantMiddlewares } from "./store/grant-middlewares"
import { storeCouponMiddlewares } from "./store/middlewares"

export default defineMiddlewares({
  routes: [
    ...adminBillingMiddlewares,
    ...storeBillingMiddlewares,
    ...adminCouponMiddlewares,
    ...adminCodeBatchMiddlewares,
    ...adminDraftOrderMiddlewares,
    ...adminExternalPromoCodeMiddlewares,
    ...storeCouponMiddlewares,
    ...adminGrantMiddlewares,
    ...storeGrantMiddlewares,
  ],
})
