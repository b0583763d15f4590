import { medusaIntegrationTestRunner } from "@medusajs/test-utils"
import { adminCouponSuite } from "./suites/admin-coupons"
medusaIntegrationTestRunner({ testSuite: (options) => adminCouponSuite(options) })
