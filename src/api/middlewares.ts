// All request checks of the plugin, gathered from the routes' own lists.
import { defineMiddlewares } from "@medusajs/framework/http"
import { adminBillingMiddlewares } from "./admin/billing/middlewares"
import { adminCodeBatchMiddlewares } from "./admin/code-batches/middlewares"
import { adminCouponMiddlewares } from "./admin/coupons/middlewares"
import { adminDraftOrderMiddlewares } from "./admin/draft-orders/middlewares"
import { adminExternalPromoCodeMiddlewares } from "./admin/external-promo-codes/middlewares"
import { adminGrantMiddlewares } from "./admin/grants/middlewares"
import { storeCoreRouteMiddlewares } from "./store/core-routes/middlewares"
import { permissionMiddlewares } from "./admin/permissions"
import { storeBillingMiddlewares } from "./store/customers/me/billing/middlewares"
import { storeGrantMiddlewares } from "./store/grant-middlewares"
import { storeCouponMiddlewares } from "./store/middlewares"
import { storeFieldMiddlewares } from "./store/query-fields"
import { refuseBrokenAddress } from "./validate"

/** Where our routes lie, each with all that is below it; of core's own folders, those that have some of ours. */
const FOLDERS = [
  "/admin/billing",
  "/admin/code-batches",
  "/admin/coupons",
  "/admin/discounts",
  "/admin/grants",
  "/admin/promo-codes",
  "/store/carts",
  "/store/customers/me/billing",
]

export default defineMiddlewares({
  routes: [
    // Without methods, so that they run before any route, of core too, takes the address apart.
    ...FOLDERS.map((matcher) => ({ matcher, middlewares: [refuseBrokenAddress] })),
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
    ...storeGrantMiddlewares,
    ...storeCoreRouteMiddlewares,
    ...storeFieldMiddlewares,
  ],
})
