// Answers with a PDF that a browser shows and can save under its name.
import type { MedusaResponse } from "@medusajs/framework/http"

export function sendPdf(res: MedusaResponse, { name, content }: { name: string; content: Buffer }): void {
  res.setHeader("content-type", "application/pdf")
  res.setHeader("content-disposition", `inline; filename="${name}"`)
  res.send(content)
}
