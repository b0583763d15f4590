// Runs the billing suite alone.
import { medusaIntegrationTestRunner } from "@medusajs/test-utils"
import { billingSuite } from "./suites/billing"

medusaIntegrationTestRunner({
  medusaConfigFile: process.cwd(),
  testSuite: ({ api, getContainer }) => billingSuite({ api, getContainer }),
})
