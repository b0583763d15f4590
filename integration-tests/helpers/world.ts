// The shop as a test sees it: a few readable verbs over real HTTP, and the law that every cart and order must add up.
import type { MedusaContainer } from "@medusajs/framework/types"
import type { ShopFacts } from "../../scripts/story.mjs" with { "resolution-mode": "import" }
import { prepareDemoShop } from "./demo-shop"
import { seedMoneyWorld } from "./money-world"
import type { MoneyWorld } from "./money-world"

export interface Answer<T = Record<string, unknown>> {
  status: number
  body: T
}

export interface Adjustment {
  id: string
  code: string | null
  amount: number
  is_tax_inclusive?: boolean
}

export interface CartLine {
  id: string
  title: string
  product_title: string
  variant_id: string
  unit_price: number
  quantity: number
  subtotal: number
  discount_total: number
  total: number
  is_tax_inclusive: boolean
  adjustments: Adjustment[]
}

interface ShippingMethod {
  id: string
  amount: number
  total: number
  adjustments: Adjustment[]
}

/** What carts and orders have in common; amounts are decimals. */
export interface Priced {
  id: string
  currency_code: string
  total: number
  item_total: number
  shipping_total: number
  discount_total: number
  tax_total: number
  /** Paid by gift cards and store credit; the total is what is left. */
  credit_line_total?: number
  items: CartLine[]
  shipping_methods: ShippingMethod[]
}

export interface Cart extends Priced {
  completed_at: string | null
  payment_collection?: { id: string; amount: number; payment_sessions?: { id: string; amount: number }[] } | null
  promotions?: { code: string }[]
}

export interface Order extends Priced {
  display_id: number
  payment_collections: { id: string; amount: number; status: string; payments: { amount: number }[] }[]
}

export interface Reason {
  code: string
  message: string
}

/** A refusal as the store answers it. */
export interface ErrorBody {
  type: string
  message: string
  code?: string
  reasons?: Reason[]
}

export interface CartDiscounts {
  entered: { code: string; status: string; reasons: Reason[] }[]
  granted: unknown[]
  discounts: { code: string; name: string; amount: number; lines: { line_id: string; amount: number }[] }[]
  total_saving: number
}

export interface PromoCode {
  id: string
  code: string
  state: string
  times_redeemed: number
}

export interface Coupon {
  id: string
  name: string
  state: string
  times_redeemed: number
}

export interface Redemption {
  id: string
  kind: string
  code: string
  coupon_id: string
  order_id: string
  customer_id: string | null
  amount: number
  currency_code: string
  lines: { line_id: string; title: string; amount: number }[]
}

type Headers = Record<string, string>
type Body = Record<string, unknown>

/** One caller with fixed headers. `get`, `post` and `delete` answer the status whatever it is; `ok` insists on 2xx. */
export class Caller {
  constructor(
    readonly base_url: string,
    readonly headers: Headers,
  ) {}

  as(headers: Headers): Caller {
    return new Caller(this.base_url, { ...this.headers, ...headers })
  }

  at(base_url: string): Caller {
    return new Caller(base_url, this.headers)
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const answer = await fetch(this.base_url + path, {
      method,
      headers: { ...this.headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await answer.text()
    return { status: answer.status, body: (text === "" ? null : parse(text)) as T }
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.call("GET", path)
  }

  post<T>(path: string, body: unknown = {}): Promise<Answer<T>> {
    return this.call("POST", path, body)
  }

  delete<T>(path: string, body?: unknown): Promise<Answer<T>> {
    return this.call("DELETE", path, body)
  }

  /** The body of an answer that must be a success; throws an Error that shows the refusal otherwise. */
  async ok<T>(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
    const answer = await this.call<T>(method, path, body)
    if (answer.status >= 300) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    }
    return answer.body
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export interface Customer {
  id: string
  email: string
  store: Caller
}

/** One line of a cart to be: the product's title, how many, and a plan's name or anything else for its metadata. */
export interface WantedLine {
  product: string
  quantity?: number
  plan?: string
  metadata?: Body
}

export interface CartWish {
  /** A region's name in the world; "eur" when absent. */
  region?: string
  customer?: Customer
  email?: string
  lines?: (string | WantedLine)[]
}

let serial = 0
/** A word no other test of this run uses. */
export function unique(word: string): string {
  serial += 1
  return `${word}${serial}`
}

const CART_FIELDS = [
  "id,currency_code,completed_at,total,item_total,shipping_total,discount_total,tax_total,original_total",
  "credit_line_total,*credit_lines",
  "*items,*items.adjustments,*shipping_methods,*shipping_methods.adjustments",
  "*payment_collection,*payment_collection.payment_sessions,*promotions",
].join(",")

const ORDER_FIELDS = [
  "id,display_id,currency_code,total,item_total,shipping_total,discount_total,tax_total",
  "credit_line_total,*credit_lines",
  "*items,*items.adjustments,*shipping_methods,*shipping_methods.adjustments",
  "*payment_collections,*payment_collections.payments",
].join(",")

const MANUAL = "pp_system_default"

/** What the tests know of the seeded shop, as ids by name. */
interface Names extends MoneyWorld {
  regions: Record<string, string>
  variants: Record<string, string>
  plans: Record<string, string>
}

/** A seeded shop and who may talk to it. */
export class World {
  private constructor(
    readonly names: Names,
    readonly admin: Caller,
    readonly store: Caller,
    /** What the demo's client is told of its shop. */
    readonly facts: ShopFacts,
  ) {}

  /** Who a cart was opened by, where that was a customer: codes are entered as they. */
  private readonly owners = new Map<string, Caller>()

  /** Seeds the shop behind `container` that answers at `base_url`; call it once, before the tests' snapshot. */
  static async found(container: MedusaContainer, base_url: string): Promise<World> {
    const facts = await prepareDemoShop(container, base_url)
    const anonymous = new Caller(base_url, {})
    const { token } = await anonymous.ok<{ token: string }>("POST", "/auth/user/emailpass", facts.admin)
    const admin = anonymous.as({ authorization: `Bearer ${token}` })
    const store = anonymous.as({ "x-publishable-api-key": facts.publishable_key })
    const money = await seedMoneyWorld(admin, facts)
    const names = {
      ...money,
      plans: facts.plans,
      regions: { ...facts.regions, ...money.regions },
      variants: { ...facts.variants, ...money.variants },
    }
    return new World(names, admin, store, facts)
  }

  /** The same shop through another server on its database. */
  at(base_url: string): World {
    const facts = { ...this.facts, base_url }
    return new World(this.names, this.admin.at(base_url), this.store.at(base_url), facts)
  }

  // Coupons and codes

  async coupon(fields: Body): Promise<Coupon> {
    const body = { name: unique("Offer "), status: "active", ...fields }
    return (await this.admin.ok<{ coupon: Coupon }>("POST", "/admin/coupons", body)).coupon
  }

  async promoCode(coupon_id: string, fields: Body = {}): Promise<PromoCode> {
    const path = `/admin/coupons/${coupon_id}/promo-codes`
    return (await this.admin.ok<{ promo_code: PromoCode }>("POST", path, { code: unique("CODE"), ...fields }))
      .promo_code
  }

  /** A coupon and one code of it; answers the code's word. */
  async offer(fields: Body, code_fields: Body = {}): Promise<string> {
    const coupon = await this.coupon(fields)
    return (await this.promoCode(coupon.id, code_fields)).code
  }

  percent(percentage: number, fields: Body = {}, code_fields: Body = {}): Promise<string> {
    return this.offer({ type: "percentage", percentage, ...fields }, code_fields)
  }

  /** `amounts` by currency: `{ eur: 5 }`. */
  fixed(amounts: Record<string, number>, fields: Body = {}, code_fields: Body = {}): Promise<string> {
    return this.offer({ type: "fixed", amounts: money(amounts), ...fields }, code_fields)
  }

  async findCode(word: string): Promise<PromoCode & { coupon_id: string }> {
    const { promo_codes } = await this.admin.ok<{ promo_codes: (PromoCode & { coupon_id: string })[] }>(
      "GET",
      `/admin/promo-codes?q=${encodeURIComponent(word)}&limit=100`,
    )
    const found = promo_codes.find(({ code }) => code === word)
    if (!found) {
      throw new Error(`The Admin lists no promo code ${word}.`)
    }
    return found
  }

  async redemptions(filters: Record<string, string>): Promise<Redemption[]> {
    const query = new URLSearchParams({ limit: "100", ...filters }).toString()
    return (await this.admin.ok<{ redemptions: Redemption[] }>("GET", `/admin/redemptions?${query}`)).redemptions
  }

  /** Sets the shop's clock, or lets it run again with null. */
  async setClock(now: string | null): Promise<void> {
    await this.admin.ok("POST", "/admin/billing/test-clock", { now })
  }

  /** A core promotion off each item or the whole order: `{ type: "percentage" | "fixed", value, currency_code? }`. */
  async corePromotion(method: {
    type: "percentage" | "fixed"
    value: number
    currency_code?: string
    target_type?: "items" | "shipping_methods"
  }): Promise<string> {
    const code = unique("CORE")
    await this.admin.ok("POST", "/admin/promotions", {
      code,
      type: "standard",
      status: "active",
      is_automatic: false,
      application_method: { target_type: "items", allocation: "across", currency_code: "eur", ...method },
    })
    return code
  }

  // Customers and carts

  async customer(): Promise<Customer> {
    const email = `${unique("customer")}.${process.pid}@example.com`
    const password = "a long password"
    const { token } = await this.store.ok<{ token: string }>("POST", "/auth/customer/emailpass/register", {
      email,
      password,
    })
    const newcomer = this.store.as({ authorization: `Bearer ${token}` })
    const { customer } = await newcomer.ok<{ customer: { id: string } }>("POST", "/store/customers", { email })
    // A token that knows the customer, without hashing the password a second time.
    const { token: own } = await newcomer.ok<{ token: string }>("POST", "/auth/token/refresh")
    return { id: customer.id, email, store: this.store.as({ authorization: `Bearer ${own}` }) }
  }

  /** A cart with an address of its region's country; of a guest with an e-mail address unless it says otherwise. */
  async cart(wish: CartWish = {}): Promise<Cart> {
    return this.readCart(await this.openCart(wish))
  }

  /** Like `cart`, for many carts: answers the id only. */
  async openCart({ region = "eur", customer, email, lines = [] }: CartWish = {}): Promise<string> {
    const caller = customer?.store ?? this.store
    const { cart } = await caller.ok<{ cart: Cart }>("POST", "/store/carts?fields=id", {
      region_id: this.region(region),
      email: email ?? customer?.email ?? `${unique("guest")}.${process.pid}@example.com`,
      items: lines.map((line) => this.lineBody(line)),
      shipping_address: {
        first_name: "Anna",
        last_name: "Example",
        address_1: "Weg 1",
        city: "Town",
        postal_code: "10115",
        country_code: this.names.countries[region],
      },
    })
    if (customer) {
      this.owners.set(cart.id, customer.store)
    }
    return cart.id
  }

  async readCart(cart_id: string): Promise<Cart> {
    return (await this.store.ok<{ cart: Cart }>("GET", `/store/carts/${cart_id}?fields=${CART_FIELDS}`)).cart
  }

  /** One of core's cart routes, answered with what the tests read of a cart: no second request, and no more fields than that. */
  private async change(cart_id: string, path: string, body: Body): Promise<Cart> {
    return (await this.store.ok<{ cart: Cart }>("POST", `/store/carts/${cart_id}${path}?fields=${CART_FIELDS}`, body))
      .cart
  }

  async updateCart(cart_id: string, fields: Body): Promise<Cart> {
    return this.change(cart_id, "", fields)
  }

  async addLine(cart_id: string, line: string | WantedLine): Promise<Cart> {
    return this.change(cart_id, "/line-items", this.lineBody(line))
  }

  async setQuantity(cart_id: string, line_id: string, quantity: number): Promise<Cart> {
    return this.change(cart_id, `/line-items/${line_id}`, { quantity })
  }

  async removeLine(cart_id: string, line_id: string): Promise<Cart> {
    const path = `/store/carts/${cart_id}/line-items/${line_id}?fields=${CART_FIELDS}`
    return (await this.store.ok<{ parent: Cart }>("DELETE", path)).parent
  }

  /** Adds the region's one shipping option. */
  async ship(cart_id: string): Promise<Cart> {
    const { shipping_options } = await this.store.ok<{ shipping_options: { id: string }[] }>(
      "GET",
      `/store/shipping-options?cart_id=${cart_id}`,
    )
    return this.change(cart_id, "/shipping-methods", { option_id: first(shipping_options).id })
  }

  // Codes on carts

  /** Enters a code, as the cart's customer unless it says otherwise, and answers whatever the shop answers. */
  tryCode(
    cart_id: string,
    code: unknown,
    caller = this.ownerOf(cart_id),
  ): Promise<Answer<ErrorBody & { promo_code: Reason & { status: string } }>> {
    return caller.post(`/store/carts/${cart_id}/promo-codes?fields=id`, { code })
  }

  private ownerOf(cart_id: string): Caller {
    return this.owners.get(cart_id) ?? this.store
  }

  /** Enters a code that must not be refused (it may be pending) and answers the cart. */
  async enter(cart_id: string, ...codes: string[]): Promise<Cart> {
    const path = `/store/carts/${cart_id}/promo-codes?fields=${CART_FIELDS}`
    let answer = { cart: {} as Cart }
    for (const code of codes) {
      answer = await this.ownerOf(cart_id).ok<{ cart: Cart }>("POST", path, { code })
    }
    return answer.cart
  }

  async removeCode(cart_id: string, code: string): Promise<Cart> {
    const path = `/store/carts/${cart_id}/promo-codes/${encodeURIComponent(code)}?fields=${CART_FIELDS}`
    return (await this.store.ok<{ cart: Cart }>("DELETE", path)).cart
  }

  /** Asked as the cart's customer: some of it is theirs alone. */
  discounts(cart_id: string): Promise<CartDiscounts> {
    return this.ownerOf(cart_id).ok<CartDiscounts>("GET", `/store/carts/${cart_id}/discounts`)
  }

  /** Status and reason codes of every entered code: `{ SUMMER20: "pending: minimum_amount_not_reached" }`. */
  async codesOn(cart_id: string): Promise<Record<string, string>> {
    const { entered } = await this.discounts(cart_id)
    return Object.fromEntries(
      entered.map(({ code, status, reasons }) => [
        code,
        reasons.length > 0 ? `${status}: ${reasons.map((reason) => reason.code).join(", ")}` : status,
      ]),
    )
  }

  // Paying

  /** Opens a payment session for what the cart costs now. */
  async pay(cart_id: string, provider_id = MANUAL, data?: Body): Promise<void> {
    const { payment_collection } = await this.store.ok<{ payment_collection: { id: string } }>(
      "POST",
      "/store/payment-collections?fields=id",
      { cart_id },
    )
    const path = `/store/payment-collections/${payment_collection.id}/payment-sessions?fields=id`
    await this.store.ok("POST", path, { provider_id, ...(data ? { data } : {}) })
  }

  /** Completes and answers whatever the shop answers. */
  complete(cart_id: string): Promise<Answer<ErrorBody & { order?: { id: string }; error?: ErrorBody }>> {
    return this.store.post(`/store/carts/${cart_id}/complete?fields=id`)
  }

  /** Pays where there is something to pay, completes, and answers the order, which adds up. */
  async checkOut(cart_id: string): Promise<Order> {
    const { cart } = await this.store.ok<{ cart: Cart }>("GET", `/store/carts/${cart_id}?fields=total`)
    const { total } = cart
    if (total > 0) {
      await this.pay(cart_id)
    }
    const { status, body } = await this.complete(cart_id)
    if (status !== 200 || !body.order) {
      throw new Error(`The cart did not complete: ${status} ${JSON.stringify(body)}`)
    }
    const order = await this.readOrder(body.order.id)
    assertAddsUp(order)
    expect(cents(order.total, order.currency_code)).toBe(cents(total, order.currency_code))
    return order
  }

  async readOrder(order_id: string): Promise<Order> {
    return (await this.admin.ok<{ order: Order }>("GET", `/admin/orders/${order_id}?fields=${ORDER_FIELDS}`)).order
  }

  async orders(): Promise<Order[]> {
    const path = `/admin/orders?limit=500&fields=${ORDER_FIELDS}`
    return (await this.admin.ok<{ orders: Order[] }>("GET", path)).orders
  }

  region(name: string): string {
    return known(this.names.regions, name)
  }

  variant(title: string): string {
    return known(this.names.variants, title)
  }

  plan(name: string): string {
    return known(this.names.plans, name)
  }

  private lineBody(line: string | WantedLine): Body {
    const { product, quantity = 1, plan, metadata = {} } = typeof line === "string" ? { product: line } : line
    return {
      variant_id: this.variant(product),
      quantity,
      metadata: { ...metadata, ...(plan ? { plan_id: this.plan(plan) } : {}) },
    }
  }
}

function known(names: Record<string, string>, name: string): string {
  const id = names[name]
  if (!id) {
    throw new Error(`The test's world has no "${name}"; it has ${Object.keys(names).join(", ")}.`)
  }
  return id
}

/** The first of a list that must not be empty. */
export function first<T>(list: T[]): T {
  const [row] = list
  if (row === undefined) {
    throw new Error("The list is empty.")
  }
  return row
}

/** `{ eur: 5 }` as the API writes it. */
export function money(amounts: Record<string, number>): { currency_code: string; amount: number }[] {
  return Object.entries(amounts).map(([currency_code, amount]) => ({ currency_code, amount }))
}

const DIGITS: Record<string, number> = { jpy: 0, kwd: 3 }

/** A decimal amount in whole minor units. */
export function cents(amount: number, currency_code: string): number {
  return Math.round(amount * 10 ** (DIGITS[currency_code] ?? 2))
}

const sum = (amounts: number[]) => amounts.reduce((so_far, amount) => so_far + amount, 0)
const EPSILON = 1e-6

/** All adjustments with that code (all with any code when absent), of lines and shipping. */
export function adjustments(priced: Priced, code?: string): Adjustment[] {
  return [...priced.items, ...priced.shipping_methods]
    .flatMap((line) => line.adjustments)
    .filter((adjustment) => code === undefined || adjustment.code === code)
}

/** What the code takes off in all, in the lines' own tax basis. */
export function saving(priced: Priced, code?: string): number {
  const exact = sum(adjustments(priced, code).map(({ amount }) => amount))
  return cents(exact, priced.currency_code) / 10 ** (DIGITS[priced.currency_code] ?? 2)
}

/**
 * The law of every cart and order, checked after each case: nothing takes more off a line than it costs, no total is
 * below zero, parts add up to the total, what is to be paid is the total, and the named codes take off exactly what is
 * promised.
 */
export function assertAddsUp(priced: Cart | Order, promised: Record<string, number> = {}): void {
  for (const line of priced.items) {
    const off = sum(line.adjustments.map(({ amount }) => amount))
    expect(off).toBeLessThanOrEqual(line.unit_price * line.quantity + EPSILON)
    expect(line.total).toBeGreaterThanOrEqual(-EPSILON)
    expect(new Set(line.adjustments.map(({ code }) => code)).size).toBe(line.adjustments.length)
  }
  for (const method of priced.shipping_methods) {
    expect(method.total).toBeGreaterThanOrEqual(-EPSILON)
    expect(method.adjustments.length).toBeLessThanOrEqual(1)
  }
  expect(priced.total).toBeGreaterThanOrEqual(-EPSILON)
  expect(sum(priced.items.map(({ total }) => total))).toBeCloseTo(priced.item_total, 6)
  expect(priced.item_total + priced.shipping_total - (priced.credit_line_total ?? 0)).toBeCloseTo(priced.total, 6)
  if ("payment_collection" in priced && priced.payment_collection) {
    expect(priced.payment_collection.amount).toBeCloseTo(priced.total, 6)
    for (const session of priced.payment_collection.payment_sessions ?? []) {
      expect(session.amount).toBeCloseTo(priced.total, 6)
    }
  }
  for (const [code, amount] of Object.entries(promised)) {
    expect({ code, saving: saving(priced, code) }).toEqual({ code, saving: amount })
  }
}

/** Reason codes of a refusal. */
export function reasonsOf(answer: Answer<ErrorBody>): string[] {
  return (answer.body.reasons ?? []).map(({ code }) => code)
}

/** Runs `work` over the list with at most `width` at a time; answers come in the list's order. */
export async function inParallel<T, R>(list: T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = []
  let next = 0
  const worker = async () => {
    for (let index = next++; index < list.length; index = next++) {
      answers[index] = await work(list[index] as T)
    }
  }
  await Promise.all(Array.from({ length: width }, worker))
  return answers
}

/** What the suites of one booted shop share; filled before the first test runs. */
export interface Shop {
  world: World
  container: MedusaContainer
  database_url: string
}
