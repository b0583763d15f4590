// Registers the billing module: plans, subscriptions and their invoices. A guest in the house: it can be disabled.
import { Module } from "@medusajs/framework/utils"
import BillingModuleService from "./service"
import { BILLING_MODULE } from "./types"

export { BILLING_MODULE }

// Its type is named: the one that TypeScript finds by itself names a package that a shop need not have.
const billingModule: ReturnType<typeof Module<typeof BILLING_MODULE, typeof BillingModuleService>> = Module(
  BILLING_MODULE,
  { service: BillingModuleService },
)

export default billingModule
