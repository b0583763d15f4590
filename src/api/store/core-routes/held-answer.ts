// Holds an answer back until something else has ended.
import type { MedusaResponse } from "@medusajs/framework/http"

/**
 * Runs `work`, which answers the request now or later, and resolves with what sends that answer. Core's routes and its error
 * handler answer through `res.json`; an answer that is sent in another way is not held.
 */
export function heldAnswer(res: MedusaResponse, work: () => void): Promise<() => void> {
  return new Promise((resolve) => {
    const json = res.json.bind(res)
    res.json = (body: unknown) => {
      res.json = json
      resolve(() => json(body))
      return res
    }
    res.once("finish", () => resolve(() => undefined))
    work()
  })
}
