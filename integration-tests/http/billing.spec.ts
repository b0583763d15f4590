// Plans, subscriptions, renewals and invoices over HTTP.
import { medusaIntegrationTestRunner } from "@medusajs/test-utils"
import { keptNumbersOf } from "../helpers/run-in-shop"
import { billingSuite } from "./suites/billing"

medusaIntegrationTestRunner({
  testSuite: (options) => {
    afterEach(() => keptNumbersOf(options.getContainer()))

    billingSuite(options)
  },
})
