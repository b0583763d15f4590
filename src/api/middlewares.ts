// All request checks of the plugin, gathered from the routes' own lists.
import { defineMiddlewares } from "@medusajs/framework/http"
import { adminBillingMiddlewares } from "./admin/billing/middlewares"
import { adminCodeBatchMiddlewares } from "./admin/code-batches/middlewares"
import { adminCouponMiddlewares } from "./admin/coupons/middlewares"
import { adminDraftOrderMiddlewares } from "./admin/draft-orders/middlewares"
import { adminExternalPromoCodeMiddlewares } from "./admin/external-promo-codes/middlewares"
import { adminGrantMiddlewares } from "./admin/grants/middlewares"
import { receiptMiddlewares } from "./admin/orders/middlewares"
import { storeCoreRouteMiddlewares } from "./store/core-routes/middlewares"
import { permissionMiddlewares } from "./admin/permissions"
import { storeBillingMiddlewares } from "./store/customers/me/billing/middlewares"
import { storeGrantMiddlewares } from "./store/grant-middlewares"
import { storeCouponMiddlewares } from "./store/middlewares"
import { storeFieldMiddlewares } from "./store/query-fields"

export default defineMiddlewares({
  routes: [
    // First: who may not do something is not told what was wrong with the request.
    ...permissionMiddlewares,
    ...adminBillingMiddlewares,
    ...storeBillingMiddlewares,
    ...adminCouponMiddlewares,
    ...adminCodeBatchMiddlewares,
    ...adminDraftOrderMiddlewares,
    ...adminExternalPromoCodeMiddlewares,
    ...storeCouponMiddlewares,
    ...adminGrantMiddlewares,
    ...receiptMiddlewares,
    ...storeGrantMiddlewares,
    ...storeCoreRouteMiddlewares,
    ...storeFieldMiddlewares,
  ],
})
