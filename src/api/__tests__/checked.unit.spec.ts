// What comes in: always a sentence, also for what cannot be written into one; and the fields that are asked for.
import { z } from "@medusajs/framework/zod"
import type { MedusaRequest } from "@medusajs/framework/http"
import { checked, pickAsked } from "../validate"

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

describe("fields that an answer does not have", () => {
  const ask = (method: string, fields: string) =>
    pickAsked({ method, validatedQuery: { fields } } as unknown as MedusaRequest, { id: "1", name: "x", code: "y" })

  it("are refused where one only reads, and left out where something was written already", () => {
    expect(() => ask("GET", "id,nonsense")).toThrow("There is no field 'nonsense' to select.")
    expect(ask("POST", "name,nonsense")).toEqual({ id: "1", name: "x" })
    expect(ask("DELETE", "nonsense")).toEqual({ id: "1" })
    expect(ask("GET", "name")).toEqual(ask("POST", "name"))
  })
})
