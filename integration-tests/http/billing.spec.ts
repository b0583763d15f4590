// Plans, subscriptions, renewals and invoices over HTTP.
import { medusaIntegrationTestRunner } from "@medusajs/test-utils"
import { billingSuite } from "./suites/billing"

medusaIntegrationTestRunner({ testSuite: (options) => billingSuite(options) })
