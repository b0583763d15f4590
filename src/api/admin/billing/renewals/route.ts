// Bills what is due; with the test clock on, ahead of time too.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { runRenewalsWorkflow } from "../../../../workflows/billing"
import type { RunRenewalsBody } from "../schemas"

export async function POST(req: MedusaRequest<RunRenewalsBody>, res: MedusaResponse): Promise<void> {
  const { result } = await runRenewalsWorkflow(req.scope).run({ input: req.validatedBody })
  res.json(result)
}
