// What an admin does with coupons, codes, grants, drafts and orders, each on its own.
import fillCodeBatches from "../../src/jobs/fill-code-batches"
import type { Order, Shop } from "../helpers/world"
import { first, unique } from "../helpers/world"
import { rows } from "./books"
import { headersOf } from "./scissors"
import type { Run } from "./scissors"
import type { Operation, Told } from "./try-points"

interface Subject {
  id: string
  other_id?: string
}

/** Core's confirmation of an edit makes the collection for the difference in one step and links it in the next. */
const LONELY_COLLECTION = ["a payment collection belongs to a cart, an invoice or an order"]

/** Operations of the Admin. */
export function adminOperations(shop: Shop): Operation<Subject>[] {
  const { world, container } = shop
  const post = async (run: Run, path: string, body: object = {}): Promise<Told> => {
    const { status, body: answer } = await world.admin.as(headersOf(run)).post(path, body)
    return { status, body: answer }
  }
  const coupon = (fields: object = {}) =>
    world.coupon({ type: "percentage", percentage: 20, duration: "forever", max_redemptions: 100_000, ...fields })

  /** A coupon with two customers' discounts, a grant and a code. */
  async function busyCoupon(): Promise<Subject> {
    const { id } = await coupon()
    await world.promoCode(id)
    for (const customer of [await world.customer(), await world.customer()]) {
      await world.admin.ok("POST", "/admin/discounts", { coupon_id: id, customer_id: customer.id })
      await world.admin.ok("POST", "/admin/grants", { coupon_id: id, customer_id: customer.id })
    }
    return { id }
  }

  const count = async (sql: string, bindings: unknown[]): Promise<number> =>
    Number(first(await rows<{ count: string }>(container, `select count(*) from ${sql}`, bindings)).count)

  /** An order of two products with a code, 16 + 8, and an edit that waits to be confirmed. */
  async function editedOrder(): Promise<Subject> {
    const code = await world.percent(20, {}, { max_redemptions: 1000 })
    const { id: cart_id } = await world.cart({ lines: ["Perfume", "Pen"] })
    await world.enter(cart_id, code)
    const order = await world.checkOut(cart_id)
    await world.admin.ok("POST", "/admin/order-edits", { order_id: order.id })
    const pen = first(order.items.filter(({ product_title }) => product_title === "Pen"))
    await world.admin.ok("POST", `/admin/order-edits/${order.id}/items/item/${pen.id}`, { quantity: 0 })
    return { id: order.id }
  }

  async function draft(): Promise<Subject> {
    const { draft_order } = await world.admin.ok<{ draft_order: { id: string } }>("POST", "/admin/draft-orders", {
      region_id: world.region("eur"),
      email: `${unique("draft")}@example.com`,
      shipping_address: { first_name: "Anna", country_code: world.names.countries.eur },
      items: [{ variant_id: world.variant("Perfume"), quantity: 1 }],
    })
    const { id } = await coupon({ duration: "once" })
    await world.admin.ok("POST", "/admin/discounts", { draft_order_id: draft_order.id, coupon_id: id })
    return { id: draft_order.id, other_id: id }
  }

  const orderTotal = (id: string): Promise<Order> => world.readOrder(id)

  return [
    {
      name: "archive a coupon and end its discounts",
      prepare: busyCoupon,
      call: ({ id }, run) => post(run, `/admin/coupons/${id}/archive`, { existing_discounts: "end" }),
      check: async ({ id }) => {
        const left = await count("coupon_discount where coupon_id = ? and ended_at is null", [id])
        return left === 0 ? [] : [`${left} discounts run on`]
      },
    },
    {
      name: "delete a coupon",
      prepare: async () => {
        const { id } = await coupon()
        await world.promoCode(id)
        const { id: customer_id } = await world.customer()
        await world.admin.ok("POST", "/admin/grants", { coupon_id: id, customer_id })
        return { id }
      },
      call: async ({ id }, run) => {
        const { status, body } = await world.admin.as(headersOf(run)).delete(`/admin/coupons/${id}`)
        return { status, body }
      },
      isDone: ({ status }) => status === 200 || status === 404,
    },
    {
      name: "create a code batch",
      prepare: coupon,
      call: ({ id }, run) => post(run, `/admin/coupons/${id}/code-batches`, { quantity: 500 }),
      isDone: ({ status }) => status < 300,
      check: async ({ id }) => {
        const open = await count("coupon_code_batch where coupon_id = ? and created_count <> quantity", [id])
        return open === 0 ? [] : [`${open} batches are not filled`]
      },
    },
    {
      name: "top up a code batch",
      prepare: async () => {
        const { id } = await coupon()
        const { code_batch } = await world.admin.ok<{ code_batch: { id: string } }>(
          "POST",
          `/admin/coupons/${id}/code-batches`,
          { quantity: 20 },
        )
        await fillCodeBatches(container)
        return { id: code_batch.id }
      },
      call: ({ id }, run) => post(run, `/admin/code-batches/${id}/top-up`, { total: 520 }),
      isDone: ({ status }) => status < 300,
      check: async ({ id }) => {
        const filled = await count(
          "coupon_code_batch where id = ? and status = 'filled' and quantity = 520 and created_count = 520",
          [id],
        )
        return filled === 1 ? [] : ["it is not filled"]
      },
    },
    {
      name: "archive a code batch",
      prepare: async () => {
        const { id } = await coupon()
        const { code_batch } = await world.admin.ok<{ code_batch: { id: string } }>(
          "POST",
          `/admin/coupons/${id}/code-batches/import`,
          { csv: Array.from({ length: 20 }, () => unique("ARCHIVED")).join("\n") },
        )
        return { id: code_batch.id }
      },
      call: ({ id }, run) => post(run, `/admin/code-batches/${id}/archive`),
      check: async ({ id }) => {
        const left = await count("coupon_promo_code where code_batch_id = ? and status <> 'archived'", [id])
        return left === 0 ? [] : [`${left} codes are not archived`]
      },
    },
    {
      name: "import codes",
      prepare: async () => ({ ...(await coupon()), other_id: unique("IMPORTED") }),
      call: ({ id, other_id }, run) =>
        post(run, `/admin/coupons/${id}/code-batches/import`, {
          csv: Array.from({ length: 20 }, (_, index) => `${other_id}-${index}`).join("\n"),
        }),
      isDone: ({ status }) => status < 300 || status === 400,
      check: async ({ id }) => {
        const codes = await count("coupon_promo_code where coupon_id = ?", [id])
        return codes === 20 ? [] : [`${codes} codes are there`]
      },
    },
    {
      name: "grant a coupon",
      prepare: async () => ({ ...(await coupon()), other_id: (await world.customer()).id }),
      call: ({ id, other_id }, run) => post(run, "/admin/grants", { coupon_id: id, customer_id: other_id }),
      isDone: ({ status }) => status === 200 || status === 400,
      check: async ({ id }) => {
        const grants = await count("coupon_grant where coupon_id = ? and ended_at is null", [id])
        return grants === 1 ? [] : [`${grants} grants run`]
      },
    },
    {
      name: "make a code elsewhere",
      prepare: () => Promise.resolve({ id: unique("key-") }),
      call: async ({ id }, run) => {
        const caller = world.admin.as({ ...headersOf(run), "idempotency-key": id })
        const { status, body } = await caller.post("/admin/external-promo-codes", {
          name: id,
          type: "percentage",
          percentage: 10,
        })
        return { status, body }
      },
      check: async ({ id }) => {
        const made = await count("coupon where name = ? and deleted_at is null", [id])
        return made === 1 ? [] : [`${made} coupons were made`]
      },
    },
    {
      name: "put a coupon on a draft order",
      prepare: async () => {
        const { draft_order } = await world.admin.ok<{ draft_order: { id: string } }>("POST", "/admin/draft-orders", {
          region_id: world.region("eur"),
          email: `${unique("draft")}@example.com`,
          shipping_address: { first_name: "Anna", country_code: world.names.countries.eur },
          items: [{ variant_id: world.variant("Perfume"), quantity: 1 }],
        })
        return { id: draft_order.id, other_id: (await coupon({ duration: "once" })).id }
      },
      call: ({ id, other_id }, run) => post(run, "/admin/discounts", { draft_order_id: id, coupon_id: other_id }),
      isDone: ({ status }) => status === 200 || status === 400,
      check: async ({ id }) => {
        const { total } = await orderTotal(id)
        return total === 16 ? [] : [`the draft costs ${total}`]
      },
      of_core: LONELY_COLLECTION,
    },
    {
      name: "end a draft order's discount",
      prepare: async () => {
        const { id } = await draft()
        const { discounts } = await world.admin.ok<{ discounts: { id: string }[] }>(
          "GET",
          `/admin/discounts?draft_order_id=${id}`,
        )
        return { id, other_id: first(discounts).id }
      },
      call: async ({ other_id }, run) => post(run, `/admin/discounts/${other_id}/end`),
      check: async ({ id }) => {
        const { total } = await orderTotal(id)
        return total === 20 ? [] : [`the draft costs ${total}`]
      },
      of_core: LONELY_COLLECTION,
    },
    {
      name: "convert a draft order",
      prepare: draft,
      call: ({ id }, run) => post(run, `/admin/draft-orders/${id}/convert-to-order`),
      isDone: ({ status }) => status === 200 || status === 400,
      check: async ({ id, other_id }) => {
        const { total } = await orderTotal(id)
        const [ledger] = await rows<{ sum: string | null }>(
          container,
          "select sum(amount_minor) from coupon_redemption where order_id = ? and coupon_id = ?",
          [id, other_id ?? ""],
        )
        return total === 16 && Number(ledger?.sum) === 400 ? [] : [`it costs ${total}, booked are ${ledger?.sum}`]
      },
    },
    {
      name: "confirm an order's edit",
      prepare: editedOrder,
      call: ({ id }, run) => post(run, `/admin/order-edits/${id}/confirm`),
      isDone: ({ status }) => status === 200 || status === 400 || status === 404,
      check: async ({ id }) => {
        const { total } = await orderTotal(id)
        return total === 16 ? [] : [`the order costs ${total}`]
      },
      of_core: LONELY_COLLECTION,
    },
  ]
}
