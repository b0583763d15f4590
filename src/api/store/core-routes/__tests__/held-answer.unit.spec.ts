// An answer is held until it is sent, and one that was sent in another way is not waited for.
import { EventEmitter } from "node:events"
import type { MedusaResponse } from "@medusajs/framework/http"
import { heldAnswer } from "../held-answer"

function response() {
  const sent: unknown[] = []
  const res = Object.assign(new EventEmitter(), { json: (body: unknown) => sent.push(body) })
  return { sent, res: res as unknown as MedusaResponse & EventEmitter }
}

describe("a held answer", () => {
  it("is sent when it is let go, once", async () => {
    const { sent, res } = response()
    const send = await heldAnswer(res, () => setImmediate(() => res.json({ cart: 1 })))
    expect(sent).toEqual([])
    send()
    expect(sent).toEqual([{ cart: 1 }])
  })

  it("is not waited for when the request was answered without res.json", async () => {
    const { sent, res } = response()
    const send = await heldAnswer(res, () => setImmediate(() => res.emit("finish")))
    send()
    expect(sent).toEqual([])
  })
})
