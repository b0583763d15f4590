// An invoice as a PDF (rule 43).
import type { MedusaContainer } from "@medusajs/framework/types"
import { billingOf } from "../../lib/billing"
import { drawDocument } from "../documents/draw"
import { readInvoiceDocument } from "./invoice-document"

/** The PDF of an invoice, with the name it is to be saved under. Throws NOT_FOUND with a sentence. */
export async function invoicePdf(
  container: MedusaContainer,
  invoice_id: string,
): Promise<{ name: string; content: Buffer }> {
  const document = await readInvoiceDocument(container, invoice_id)
  return { name: `${document.number}.pdf`, content: await drawDocument(document, billingOf(container).invoiceFont()) }
}
