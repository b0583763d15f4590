// What suites older than the installed Medusa take for granted: that a region allows every payment provider there is. Since
// then a cart is paid only by one that its region names.
import { defineMiddlewares } from "@medusajs/framework/http"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { Modules } from "@medusajs/framework/utils"

interface RegionBody {
  payment_providers?: string[]
}

async function allowEveryProvider(request: MedusaRequest, _response: MedusaResponse, next: MedusaNextFunction) {
  const providers = await request.scope.resolve(Modules.PAYMENT).listPaymentProviders({ is_enabled: true })
  const payment_providers = providers.map(({ id }) => id)
  // Core's validator, which makes the one of the other, may have run before us or not.
  for (const body of [request.body, request.validatedBody] as (RegionBody | undefined)[]) {
    if (body) {
      body.payment_providers ??= payment_providers
    }
  }
  next()
}

export default defineMiddlewares({
  routes: [{ matcher: "/admin/regions", method: "POST", middlewares: [allowEveryProvider] }],
})
