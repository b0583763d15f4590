// What a request carries stays with that request; what it asks of our codes is done once.
import { setTimeout as sleep } from "node:timers/promises"
import { asSignedIn, askForChange, hearReasons, signedInCustomer, takeChange, tellReasons } from "../request-context"
import type { CodeChange, ToldReasons } from "../request-context"

const change = (code: string): CodeChange => ({
  mode: "add",
  codes: [code],
  customer_id: null,
  is_done: false,
  is_guess: false,
  unfinished_id: null,
})

function inRequest<T>(asked: CodeChange, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => askForChange(asked, () => void work().then(resolve, reject)))
}

describe("rule 29: a change of codes", () => {
  it("is taken once, however often the cart is priced in the request", async () => {
    const asked = change("SUMMER20")
    const taken = await inRequest(asked, async () => {
      const first = takeChange()
      await sleep(1)
      return [first, takeChange()]
    })
    expect(taken).toEqual([asked, null])
    expect(asked.is_done).toBe(true)
  })

  it("is nobody's who did not ask, and each request's own", async () => {
    const codes = await Promise.all(
      ["A", "B"].map((code) =>
        inRequest(change(code), async () => {
          await sleep(1)
          return takeChange()?.codes
        }),
      ),
    )
    expect(codes).toEqual([["A"], ["B"]])
    expect(takeChange()).toBeNull()
  })
})

describe("what a request carries", () => {
  it("is kept when more is put beside it, and ends with the request", async () => {
    const told: ToldReasons = { reasons: [] }

    const seen = await asSignedIn("cus_1", () =>
      inRequest(change("SUMMER"), async () => {
        await sleep(1)
        return new Promise((resolve) =>
          hearReasons(told, () => {
            tellReasons([{ code: "code_not_found", message: "There is no such code." }])
            resolve({ customer_id: signedInCustomer(), codes: takeChange()?.codes })
          }),
        )
      }),
    )

    expect(seen).toEqual({ customer_id: "cus_1", codes: ["SUMMER"] })
    expect(told.reasons.map(({ code }) => code)).toEqual(["code_not_found"])
    expect(signedInCustomer()).toBeNull()
  })
})
