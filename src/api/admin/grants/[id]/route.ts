// GET and DELETE /admin/grants/:id: one grant, and its end.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { endGrantWorkflow } from "../../../../workflows/grant"
import { readGrant } from "../../../../queries/grants/list-grants"
import { pickAsked } from "../../../validate"
import { grantResponse } from "../grant-response"

export async function GET(req: MedusaRequest, res: MedusaResponse) {
  res.json({ grant: pickAsked(req, grantResponse(await readGrant(req.scope, req.params.id ?? ""))) })
}

export async function DELETE(req: MedusaRequest, res: MedusaResponse) {
  const { result } = await endGrantWorkflow(req.scope).run({ input: { id: req.params.id ?? "" } })
  res.json({ id: result.id, object: "grant", deleted: true })
}
