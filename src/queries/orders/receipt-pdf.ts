// The receipt of an order as a PDF (rule 62).
import type { MedusaContainer } from "@medusajs/framework/types"
import { printingFont } from "../../lib/billing"
import { drawDocument } from "../documents/draw"
import { readReceipt } from "./receipt-document"

/**
 * The PDF of an order's receipt, with the name it is to be saved under. `filters` may narrow whose order it is. Throws
 * NOT_FOUND with a sentence.
 */
export async function receiptPdf(
  container: MedusaContainer,
  order_id: string,
  filters: Record<string, unknown> = {},
): Promise<{ name: string; content: Buffer }> {
  const document = await readReceipt(container, order_id, filters)
  const name = `receipt-${document.number.replace(/[^\w.-]+/g, "-")}.pdf`
  return { name, content: await drawDocument(document, printingFont(container)) }
}
