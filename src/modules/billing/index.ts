// Registers the billing module: plans, subscriptions and their invoices. A guest in the house: it can be disabled.
import { Module } from "@medusajs/framework/utils"
import BillingModuleService from "./service"
import { BILLING_MODULE } from "./types"

export { BILLING_MODULE }

export default Module(BILLING_MODULE, { service: BillingModuleService })
