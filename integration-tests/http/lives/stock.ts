// Lives: members whose goods come from stock, which is what Medusa makes of every product by default (fault A1).
import type { IEventBusModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { OUT_OF_STOCK_EVENT } from "../../../src/workflows/billing"
import { addProduct } from "../../helpers/catalogue"
import { untilTrue } from "../../helpers/eventually"
import { Life } from "../../helpers/life"
import { testPayments } from "../../helpers/test-payment"
import { reservedOf, setStock } from "../../helpers/warehouse"
import type { StockPart } from "../../helpers/catalogue"
import type { InvoiceView } from "../../helpers/life"
import type { Customer, Shop } from "../../helpers/world"

const NEW_YEAR = "2027-01-01T00:00:00.000Z"
const TWO_CYCLES = { duration: "repeating", duration_in_cycles: 2 }

export function stock(shop: Shop): void {
  const life = new Life(shop)
  beforeEach(() => life.begin(NEW_YEAR))

  const stocked = (price: number, ...parts: StockPart[]) => addProduct(shop.world, {}, { price, parts })

  interface Wish {
    interval?: string
    code?: string
    customer?: Customer
  }

  async function member({ title }: { title: string }, { interval = "month", ...wish }: Wish = {}): Promise<string> {
    const plan_id = await life.plan(title, { interval })
    return (await life.signUp([{ product: title, plan_id }], wish)).subscription_id
  }

  const latest = async (id: string): Promise<InvoiceView | undefined> => (await life.invoices(id)).at(-1)

  /** What the shop has told of invoices that wait for stock since this was called. */
  function listen(): unknown[] {
    const heard: unknown[] = []
    shop.container
      .resolve<IEventBusModuleService>(Modules.EVENT_BUS)
      .subscribe(OUT_OF_STOCK_EVENT, ({ data }) => Promise.resolve(void heard.push(data)), {
        subscriberId: "stock-life",
      })
    return heard
  }

  /** Waits for what an event sets going. */
  const eventually = async (isSo: () => Promise<boolean>): Promise<void> => expect(await untilTrue(isSo)).toBe(true)

  it("fault A1: a product with managed stock is billed every month, and each order reserves what it sold", async () => {
    const kit = await stocked(35, [100, 2], [100, 1])
    const id = await member(kit)
    expect(await life.until("2027-04-01T00:00:00.000Z")).toMatchObject({ billed: 3, declined: 0, out_of_stock: 0 })
    expect(await life.bills(id)).toEqual([
      ["2027-01-01", 35],
      ["2027-02-01", 35],
      ["2027-03-01", 35],
      ["2027-04-01", 35],
    ])
    expect(life.charges()).toEqual([35, 35, 35, 35])
    expect((await reservedOf(shop.world, kit.variant_id)).sort()).toEqual([4, 8])

    testPayments.is_declining = true
    await life.until("2027-05-01T00:00:00.000Z")
    expect(await latest(id)).toMatchObject({ status: "open", failure_code: "payment_declined", order_id: null })
    expect((await reservedOf(shop.world, kit.variant_id)).sort()).toEqual([4, 8])
  })

  it("fault A1: out of stock, nobody is charged, the invoice says why, and it is billed once when stock is back", async () => {
    const { world } = shop
    const heard = listen()
    const box = await stocked(35, [1, 1])
    const customer = await world.customer()
    const id = await member(box, { code: await world.percent(20, TWO_CYCLES), customer })
    const desk = await member({ title: "Desk Membership" }, { customer })

    expect(await life.until("2027-02-01T00:00:00.000Z")).toMatchObject({ billed: 1, declined: 0, out_of_stock: 1 })
    expect(await life.until("2027-02-03T00:00:00.000Z")).toMatchObject({ billed: 0, declined: 0, out_of_stock: 2 })

    const waiting = await latest(id)
    expect(waiting).toMatchObject({
      status: "open",
      total: 28,
      order_id: null,
      attempt_count: 0,
      failure_code: "out_of_stock",
      failure_message: `"${box.title}" is out of stock: 1 needed, 0 available.`,
    })
    expect(await life.read(id)).toMatchObject({ status: "active", next_billing_at: "2027-02-04T00:00:00.000Z" })
    expect(await life.bills(desk)).toHaveLength(2)
    expect(life.charges()).toEqual([28, 30, 30])
    expect(heard).toEqual([{ id: waiting?.id, subscription_id: id, customer_id: customer.id }])
    const { invoices } = await world.admin.ok<{ invoices: InvoiceView[] }>(
      "GET",
      "/admin/billing/invoices?failure_code=out_of_stock",
    )
    expect(invoices.map((invoice) => invoice.id)).toEqual([waiting?.id])
    const pause = await world.admin.post(`/admin/billing/subscriptions/${id}/pause`)
    expect(pause).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/void that invoice/) as string },
    })

    const retry = `/admin/billing/invoices/${waiting?.id}/retry`
    expect(await world.admin.ok("POST", retry)).toMatchObject({ invoice: { status: "open", attempt_count: 0 } })
    await setStock(world, box.variant_id, 2)
    await eventually(async () => (await latest(id))?.status === "paid")

    expect(await latest(id)).toMatchObject({ id: waiting?.id, total: 28, failure_code: null, failure_message: null })
    expect(life.charges()).toEqual([28, 30, 30, 28])
    expect(await reservedOf(world, box.variant_id)).toEqual([2])
    await setStock(world, box.variant_id, 9)
    expect(await life.until("2027-03-01T00:00:00.000Z")).toMatchObject({ billed: 2, out_of_stock: 0 })
    expect((await life.bills(id)).map(([, total]) => total)).toEqual([28, 28, 35])
    expect(heard).toHaveLength(1)
  })

  it("fault A1: a period that ends before there is stock is not billed afterwards, and gives its cycle back", async () => {
    const box = await stocked(35, [2, 1])
    const code = await shop.world.percent(20, TWO_CYCLES)
    const ids = [await member(box, { interval: "day", code }), await member(box, { interval: "day" })]
    const [first = ""] = ids
    const paid = async () => (await Promise.all(ids.map(latest))).filter((invoice) => invoice?.status === "paid")
    await life.until("2027-01-03T00:00:00.000Z")
    expect((await life.invoices(first)).map(({ status }) => status)).toEqual(["paid", "void", "open"])
    expect((await life.invoices(first))[1]).toMatchObject({ failure_code: "out_of_stock", order_id: null })

    // One is there and two wait for it: one of them is billed, the other one goes on waiting.
    await setStock(shop.world, box.variant_id, 3)
    const waits = async () =>
      (await Promise.all(ids.map((id) => life.read(id)))).map(({ next_billing_at }) => next_billing_at?.slice(0, 10))
    await eventually(async () => (await paid()).length > 0 && (await waits()).every((day) => day === "2027-01-04"))
    expect(await life.until("2027-01-03T12:00:00.000Z")).toMatchObject({ billed: 0 })
    expect(await paid()).toHaveLength(1)
    expect(await reservedOf(shop.world, box.variant_id)).toEqual([3])

    await setStock(shop.world, box.variant_id, 9)
    await eventually(async () => (await paid()).length === 2)
    await life.until("2027-01-04T00:00:00.000Z")
    expect(await life.bills(first)).toEqual([
      ["2027-01-01", 28],
      ["2027-01-02", 28],
      ["2027-01-03", 28],
      ["2027-01-04", 35],
    ])
  })

  it("fault A1: an upgrade without stock is refused with a sentence, and one that waits finds out at its first bill", async () => {
    const { world } = shop
    const kit = await stocked(300, [3, 2], [9, 1])
    const id = await member({ title: "Desk Membership" })
    await setStock(world, kit.variant_id, 1)
    const before = await life.read(id)
    const plan_id = await life.plan(kit.title)

    const refused = await life.tryChange(id, { plan_id })
    expect(refused).toMatchObject({
      status: 400,
      body: {
        type: "not_allowed",
        message: expect.stringMatching(
          /^The plan stays as it is: ".*" is out of stock: 2 needed, 1 available\./,
        ) as string,
      },
    })
    expect(await life.read(id)).toEqual({ ...before, updated_at: expect.anything() as string })
    expect(await latest(id)).toMatchObject({ kind: "change", status: "void", failure_code: "out_of_stock" })
    expect(life.charges()).toEqual([30])
    expect(await reservedOf(world, kit.variant_id)).toEqual([0, 0])

    await life.change(id, { plan_id, at: "period_end" })
    expect(await life.until("2027-02-01T00:00:00.000Z")).toMatchObject({ billed: 0, declined: 0, out_of_stock: 1 })
    expect(await life.read(id)).toMatchObject({ status: "active", plan_id })
    expect(await latest(id)).toMatchObject({ status: "open", total: 300, failure_code: "out_of_stock" })
    await setStock(world, kit.variant_id, 2)
    await eventually(async () => (await latest(id))?.status === "paid")
    expect(life.charges()).toEqual([30, 300])
    expect((await reservedOf(world, kit.variant_id)).sort()).toEqual([1, 2])
  })
}
