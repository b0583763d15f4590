// POST /admin/coupons/:id/code-batches/import: own codes from CSV, as the body itself or as a text in JSON.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { importCodes } from "../../../../../../workflows/coupon"
import { codeBatchOf } from "../../../../code-batches/send-code-batch"
import { readImport } from "../../../../code-batches/read-import"
import type { ImportQuery } from "../../../../code-batches/validators"

export async function POST(req: MedusaRequest<unknown, ImportQuery>, res: MedusaResponse) {
  try {
    const file = await readImport(req, req.validatedQuery)
    const { id, report } = await importCodes(req.scope, { coupon_id: req.params.id ?? "", ...file })
    res.json({ code_batch: await codeBatchOf(req, id), report })
  } catch (error) {
    // The sender has gone, and the batch says how far it came: nobody is left to be told.
    if (!req.readableAborted) {
      throw error
    }
  }
}
