// Checks in front of the admin's routes for code batches.
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { createCodeBatchSchema, topUpCodeBatchSchema } from "../../../engine"
import { emptyBody, readParams, validateBody, validateQuery } from "../../validate"
import { importQuery, listCodeBatchesQuery, listCouponBatchesQuery } from "./validators"

type Schema = Parameters<typeof validateBody>[0]

const get = (matcher: string, schema: Schema): MiddlewareRoute => ({
  matcher,
  method: ["GET"],
  middlewares: [validateQuery(schema)],
})

const post = (matcher: string, schema: Schema): MiddlewareRoute => ({
  matcher,
  method: ["POST"],
  middlewares: [validateQuery(readParams), validateBody(schema)],
})

export const adminCodeBatchMiddlewares: MiddlewareRoute[] = [
  get("/admin/coupons/:id/code-batches", listCouponBatchesQuery),
  post("/admin/coupons/:id/code-batches", createCodeBatchSchema),
  {
    matcher: "/admin/coupons/:id/code-batches/import",
    method: ["POST"],
    // The route reads the file itself, as it comes in.
    bodyParser: false,
    middlewares: [validateQuery(importQuery)],
  },
  get("/admin/code-batches", listCodeBatchesQuery),
  get("/admin/code-batches/:id", readParams),
  get("/admin/code-batches/:id/codes.csv", emptyBody),
  post("/admin/code-batches/:id/top-up", topUpCodeBatchSchema),
  post("/admin/code-batches/:id/retry", emptyBody),
  post("/admin/code-batches/:id/archive", emptyBody),
]
