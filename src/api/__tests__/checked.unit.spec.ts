// What comes in where a text, a number or a choice is due: always a sentence, also for what cannot be written into one.
import { z } from "@medusajs/framework/zod"
import { checked } from "../validate"

describe("fault D12: what cannot become a text", () => {
  const schema = z.strictObject({
    text: z.string(),
    choice: z.enum(["a", "b"]),
    count: z.number().nullable(),
    either: z.union([z.string(), z.array(z.string())]),
  })
  const right = { text: "x", choice: "a", count: 1, either: "x" }

  it.each([{ toString: 1 }, { toString: null, valueOf: 1 }, [{ toString: 1 }], Object.create(null) as object])(
    "%# is refused in words in every field",
    async (value) => {
      for (const field of Object.keys(right)) {
        await expect(checked(schema, { ...right, [field]: value })).rejects.toMatchObject({
          type: "invalid_data",
          message: expect.stringMatching(new RegExp(`Invalid request: .*${field}`)) as unknown,
        })
      }
    },
  )

  it("keeps core's sentences for everything else", async () => {
    await expect(checked(schema, { ...right, text: 5 })).rejects.toThrow(
      "Expected type: 'string' for field 'text', got: '5'",
    )
    expect(await checked(schema, right)).toEqual(right)
  })

  it("does not swallow a fault of the check itself", async () => {
    const broken = z.string().transform((): string => {
      throw new TypeError("a fault of ours")
    })
    await expect(checked(broken, "x")).rejects.toThrow("a fault of ours")
  })
})
