// A Medusa outside the supported range: the log and the health route say so in one sentence, and the shop sells on.
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { installSeams } from "../../src/integration/boot"
import type * as MedusaVersion from "../../src/integration/medusa-version"
import { SUPPORTED_MEDUSA, type MedusaState } from "../../src/integration/medusa-version"
import { runInShop } from "../helpers/run-in-shop"

const VERSION = "2.22.0"

jest.mock("../../src/integration/medusa-version", () => {
  const actual = jest.requireActual<typeof MedusaVersion>("../../src/integration/medusa-version")
  return { ...actual, medusaState: () => actual.medusaState("2.22.0") }
})

runInShop((shop) => {
  it("says that it does not know this Medusa, and sells on", async () => {
    const { world, container } = shop
    const warn = jest.spyOn(container.resolve(ContainerRegistrationKeys.LOGGER), "warn")
    installSeams(container)
    const [sentence, ...others] = warn.mock.calls.map(([text]) => String(text))
    expect(sentence).toContain(`Medusa ${VERSION} is outside ${SUPPORTED_MEDUSA}`)
    expect(others).toEqual([])

    const path = "/admin/coupons/health"
    const { healthy, medusa } = await world.admin.ok<{ healthy: boolean; medusa: MedusaState }>("GET", path)
    expect({ healthy, medusa }).toEqual({
      healthy: false,
      medusa: { version: VERSION, supported: false, lost: [expect.stringContaining("the shop goes on selling")] },
    })

    const code = await world.percent(20)
    const cart = await world.openCart({ lines: ["Perfume"] })
    await world.enter(cart, code)
    const order = await world.checkOut(cart)
    expect(Number(order.discount_total)).toBeGreaterThan(0)
  })
})
