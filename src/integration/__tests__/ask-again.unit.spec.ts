// The seam with core's payment providers says whether it is in place, and what is lost where it is not.
import type { MedusaContainer } from "@medusajs/framework/types"
import { askAgain } from "../../lib/payment-providers"
import { checkAskAgain } from "../ask-again"
import { listSeams } from "../seams"

const containerOf = (payments: object | null) =>
  ({
    resolve: () => {
      if (!payments) {
        throw new Error("There is no payment module.")
      }
      return payments
    },
  }) as unknown as MedusaContainer

const session = { provider_id: "pp_stripe_stripe", currency_code: "EUR", amount: 30, data: { a: 1 }, context: { b: 2 } }

describe("payments asked again", () => {
  const state = () => listSeams().find(({ name }) => name === "payments asked again")

  it("is in place where the payment module shows its providers, and asks under the session's id", async () => {
    const createSession = jest.fn(() => Promise.resolve({ data: { id: "pi_1" } }))
    const container = containerOf({ paymentProviderService_: { createSession, getStatus: jest.fn() } })
    checkAskAgain(container)
    expect(state()).toMatchObject({ in_place: true, detail: "found" })
    expect(await askAgain(container, "payses_1", session)).toEqual({ id: "pi_1" })
    expect(createSession).toHaveBeenCalledWith("pp_stripe_stripe", {
      currency_code: "eur",
      amount: 30,
      data: { a: 1, session_id: "payses_1" },
      context: { idempotency_key: "payses_1", b: 2 },
    })
  })

  it.each([
    ["the module does not show them", {}],
    ["they are asked in another way", { paymentProviderService_: { create: () => undefined } }],
    ["there is no payment module", null],
  ])("is not in place where %s; asking throws, and charges nobody", async (_where, payments) => {
    checkAskAgain(containerOf(payments))
    expect(state()).toMatchObject({ in_place: false, loss: expect.stringMatching(/nobody is charged twice/) as string })
    await expect(askAgain(containerOf(payments), "payses_1", session)).rejects.toThrow(/payment module/)
  })
})
