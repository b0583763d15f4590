// Reads and sets the one clock of coupons, codes and billing; there only where the plugin's option allows it.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { couponsOf } from "../../../../lib/coupons"
import { missing } from "../../../../tools/errors"
import { setTestClockWorkflow } from "../../../../workflows/billing"
import type { TestClockBody } from "../schemas"

export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const coupons = couponsOf(req.scope)
  if (!coupons.hasTestClock()) {
    throw missing("This shop has no test clock: the plugin option 'testClock' is off.")
  }
  res.json({ now: (await coupons.now()).toISOString() })
}

export async function POST(req: MedusaRequest<TestClockBody>, res: MedusaResponse): Promise<void> {
  const { result } = await setTestClockWorkflow(req.scope).run({ input: req.validatedBody })
  res.json({ now: result.now })
}
