// The seam on order changes: it says what moved, leaves orders without a change alone, and stays out of transactions.
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { installOrderChanges } from "../order-changes"
import { listSeams } from "../seams"

const seam = () => listSeams().find(({ name }) => name === "order.changes")

const container = (orders: object, asked: string[] = []) =>
  ({
    resolve: (key: string) => {
      if (key === Modules.ORDER) {
        return orders
      }
      asked.push(key)
      return { listDraftDiscounts: () => Promise.resolve([]) }
    },
  }) as unknown as MedusaContainer

const service = (order_change: object | null) => ({
  previewOrderChange: jest.fn((id: string, ..._rest: unknown[]) => Promise.resolve({ id, order_change, items: [] })),
  confirmOrderChange: jest.fn((..._args: unknown[]) => Promise.resolve("confirmed")),
  listOrderChanges: jest.fn(() => Promise.resolve([{ order_id: "order_1" }])),
})

it("says which method has moved, and what is lost", () => {
  installOrderChanges(container({ confirmOrderChange: () => null, listOrderChanges: () => null }))
  expect(seam()).toMatchObject({
    in_place: false,
    detail: "The order module has no method previewOrderChange any more.",
    loss: expect.stringContaining("order edits") as string,
  })
})

it("wraps once, and asks nothing about an order without a change", async () => {
  const orders = service(null)
  const { previewOrderChange: core } = orders
  const asked: string[] = []
  installOrderChanges(container(orders, asked))
  const wrapped = orders.previewOrderChange
  installOrderChanges(container(orders, asked))
  expect(orders.previewOrderChange).toBe(wrapped)
  expect(seam()).toMatchObject({ in_place: true })
  expect(await orders.previewOrderChange("order_1", "context")).toMatchObject({ id: "order_1" })
  expect(core).toHaveBeenCalledWith("order_1", "context")
  expect(asked).toEqual([])
})

it("stays out of transactions of core's: they change no amount, and waiting for us would lock them", async () => {
  const orders = service({ id: "ordch_1" })
  const asked: string[] = []
  installOrderChanges(container(orders, asked))
  const in_transaction = { transactionManager: {} }
  await orders.previewOrderChange("order_1", in_transaction)
  expect(await orders.confirmOrderChange("ordch_1", in_transaction)).toBe("confirmed")
  expect(orders.listOrderChanges).not.toHaveBeenCalled()
  expect(asked).toEqual([])
})
