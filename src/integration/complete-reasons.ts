// Seam 3: the reasons of a refused completion. Core's route throws what the workflow threw, and core's error handler answers
// `{ type, message, code }`; the reasons are put beside it where the answer is written.
import { errorHandler } from "@medusajs/framework/http"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { refuse } from "../engine"
import { refused } from "../tools/errors"
import { PROMO_CODE_REFUSED } from "../pricing/admission"
import { hearReasons, tellReasons } from "../lib/request-context"
import type { ToldReasons } from "../lib/request-context"
import { reportSeam } from "./seams"

const SEAM = "complete-cart.reasons"
const LOSS = "Completions are refused without their list of reasons until this is mended."

const isRefusal = (body: unknown): body is object =>
  typeof body === "object" && body !== null && (body as { code?: unknown }).code === PROMO_CODE_REFUSED

/** Middleware of `POST /store/carts/:id/complete`: adds `reasons` to the answer that refuses a code; touches no other. */
export function addReasons(_req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void {
  const told: ToldReasons = { reasons: [] }
  const json = res.json.bind(res)
  res.json = (body: unknown) => json(isRefusal(body) ? { ...body, reasons: told.reasons } : body)
  hearReasons(told, next)
}

/** Sends a refusal through core's error handler and reports whether its reasons arrive; never throws. */
export function checkReasons(): void {
  try {
    const in_place = arrives()
    const detail = in_place ? "added to the answer" : "Core's error handler does not answer through res.json any more."
    reportSeam({ name: SEAM, in_place, detail, loss: LOSS })
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    reportSeam({ name: SEAM, in_place: false, detail, loss: LOSS })
  }
}

function arrives(): boolean {
  const answers: { reasons?: unknown[] }[] = []
  const res = { status: () => res, json: (body: object) => answers.push(body) } as unknown as MedusaResponse
  const silent = { info: () => undefined, error: () => undefined }
  const req = { scope: { resolve: () => silent }, path: "" } as unknown as MedusaRequest
  addReasons(req, res, () => {
    tellReasons([refuse("expired")])
    const error = refused("A self-check.", PROMO_CODE_REFUSED)
    errorHandler()(error, req as never, res as never, () => undefined)
  })
  return answers[0]?.reasons?.length === 1
}
