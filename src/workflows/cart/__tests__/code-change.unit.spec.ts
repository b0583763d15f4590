// What a request asks of our codes is done once, by that request.
import { setTimeout as sleep } from "node:timers/promises"
import { askForChange, takeChange } from "../code-change"
import type { CodeChange } from "../code-change"

const change = (word: string): CodeChange => ({
  mode: "add",
  words: [word],
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
    const words = await Promise.all(
      ["A", "B"].map((word) =>
        inRequest(change(word), async () => {
          await sleep(1)
          return takeChange()?.words
        }),
      ),
    )
    expect(words).toEqual([["A"], ["B"]])
    expect(takeChange()).toBeNull()
  })
})
