// What our routes under core's orders check before they run, in the Admin and in the store.
import { authenticate } from "@medusajs/framework/http"
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validatePath } from "../../validate"

export const receiptMiddlewares: MiddlewareRoute[] = [
  { matcher: "/admin/orders/:id/receipt.pdf", method: ["GET"], middlewares: [validatePath] },
  {
    matcher: "/store/orders/:id/receipt.pdf",
    method: ["GET"],
    middlewares: [authenticate("customer", ["session", "bearer"]), validatePath],
  },
]
