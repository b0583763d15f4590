// Registers the official Stripe provider, pointed at the stand-in, with core's payment module.
import { ModuleProvider, Modules } from "@medusajs/framework/utils"
import StripeHere from "./service"

export default ModuleProvider(Modules.PAYMENT, { services: [StripeHere] })
