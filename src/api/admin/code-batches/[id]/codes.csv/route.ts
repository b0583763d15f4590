// GET /admin/code-batches/:id/codes.csv: all codes of a batch, as they are read; memory does not grow with the batch.
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { stringify } from "csv-stringify"
import { codesOfBatch, readCodeBatch } from "../../../../../queries/coupons/list-code-batches"
import type { BatchCodeView } from "../../../../../queries/coupons/list-code-batches"
import { iso } from "../../../../serialise"

const columns = ["code", "status", "state", "times_redeemed", "max_redemptions", "starts_at", "expires_at"]

async function* rowsOf(codes: AsyncIterable<BatchCodeView>) {
  for await (const code of codes) {
    yield { ...code, starts_at: iso(code.starts_at), expires_at: iso(code.expires_at) }
  }
}

export async function GET(req: MedusaRequest, res: MedusaResponse) {
  const { id } = await readCodeBatch(req.scope, req.params.id ?? "")
  res.setHeader("content-type", "text/csv; charset=utf-8")
  res.setHeader("content-disposition", `attachment; filename="codes-${id}.csv"`)
  // A spreadsheet would calculate a cell that begins like a formula; an apostrophe makes it a text.
  const csv = stringify({ header: true, columns, escape_formulas: true, record_delimiter: "\r\n" })
  try {
    await pipeline(Readable.from(rowsOf(codesOfBatch(req.scope, id))), csv, res)
  } catch (error) {
    // The answer has begun: it was cut off, here or by the reader, and nothing more can be said in it.
    if ((error as { code?: unknown }).code === "ERR_STREAM_PREMATURE_CLOSE") {
      return
    }
    req.scope
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(`coupons: the codes of batch ${id} were not sent to their end: ${String(error)}`)
  }
}
