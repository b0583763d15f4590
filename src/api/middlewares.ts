// All request checks of the plugin, gathered from the routes' own lists.
import { defineMiddlewares } from "@medusajs/framework/http"
import { adminCouponMiddlewares } from "./admin/coupons/middlewares"
import { storeCouponMiddlewares } from "./store/middlewares"

export default defineMiddlewares({ routes: [...adminCouponMiddlewares, ...storeCouponMiddlewares] })
