// A payment provider for tests that declines when told to, and remembers what it was asked to charge.
import { ModuleProvider, Modules } from "@medusajs/framework/utils"
import TestPaymentProvider from "./service"

export { testPayments } from "./service"

export default ModuleProvider(Modules.PAYMENT, { services: [TestPaymentProvider] })
