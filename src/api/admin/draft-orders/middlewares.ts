// In front of core's route for promotions in a draft order's edit: promo codes of ours are added and removed there too, alone
// or mixed with core's (rules 26 and 29). A request without any of ours goes on to core untouched.
import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import { changeDraftCodesWorkflow, splitCodes } from "../../../workflows/order"
import { refuseUnstorable } from "../../validate"

/** The codes of a body that core's validator accepts; none of anything else, which core refuses in its own words. */
function codesIn(body: unknown): string[] {
  const codes = (body as { promo_codes?: unknown } | undefined)?.promo_codes
  return Array.isArray(codes) && codes.every((code) => typeof code === "string") ? codes : []
}

const changeCodes =
  (action: "add" | "remove") =>
  async (req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): Promise<void> => {
    try {
      refuseUnstorable(req.body, "body")
      const { core, ours } = await splitCodes(req.scope, codesIn(req.body))
      if (ours.length === 0) {
        next()
        return
      }
      const { result } = await changeDraftCodesWorkflow(req.scope).run({
        input: {
          draft_order_id: req.params.id ?? "",
          action,
          core,
          ours: ours.map(({ promo_code }) => ({ promo_code_id: promo_code.id, code: promo_code.code })),
        },
      })
      res.json({ draft_order_preview: result })
    } catch (error) {
      next(error)
    }
  }

const matcher = "/admin/draft-orders/:id/edit/promotions"

export const adminDraftOrderMiddlewares: MiddlewareRoute[] = [
  { matcher, method: ["POST"], middlewares: [changeCodes("add")] },
  { matcher, method: ["DELETE"], middlewares: [changeCodes("remove")] },
]
