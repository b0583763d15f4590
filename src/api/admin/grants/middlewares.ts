// Checks in front of the admin's routes for grants.
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { emptyBody, readParams, validateBody, validateQuery } from "../../validate"
import { createGrantBody, listGrantsQuery } from "./validators"

export const adminGrantMiddlewares: MiddlewareRoute[] = [
  { matcher: "/admin/grants", method: ["GET"], middlewares: [validateQuery(listGrantsQuery)] },
  {
    matcher: "/admin/grants",
    method: ["POST"],
    middlewares: [validateQuery(readParams), validateBody(createGrantBody)],
  },
  { matcher: "/admin/grants/:id", method: ["GET"], middlewares: [validateQuery(readParams)] },
  { matcher: "/admin/grants/:id", method: ["DELETE"], middlewares: [validateQuery(emptyBody)] },
]
