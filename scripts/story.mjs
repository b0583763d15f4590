// The story: a code, entered in a real cart, discounts exactly the promised invoices. Played over HTTP, and judged.
import { client, listAll, logIn } from "./lib/http.mjs"

const START = "2027-01-01T00:00:00.000Z"
const MONTHS_AHEAD = 14
const PERCENTAGE = 20
const DISCOUNTED_MONTHS = 3
const CODE = "SUMMER20"
const TYPED_CODE = " summer20 "
const INTERVALS = { Weekly: "week", Monthly: "month", Yearly: "year" }
const DAY_MS = 24 * 60 * 60 * 1000

/** The day `months` calendar months after `date` (UTC), at the month's last day where it has no such day. */
function addMonths(date, months) {
  const moved = new Date(date)
  moved.setUTCDate(1)
  moved.setUTCMonth(moved.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate()
  moved.setUTCDate(Math.min(date.getUTCDate(), lastDay))
  return moved
}

/** The beginning of period `index` (0 is the first), always counted from the start, so it cannot drift. */
function periodStart(start, interval, index) {
  if (interval === "week") {
    return new Date(start.getTime() + index * 7 * DAY_MS)
  }
  return addMonths(start, interval === "year" ? 12 * index : index)
}

/**
 * What the calendar promises for a subscription that began at `start` (a Date): how many invoices there are once `end`
 * has come, and how many of them begin within `months` months of the start.
 */
export function promised(start, interval, months, end) {
  const discountEnd = addMonths(start, months)
  let invoices = 0
  let discounted = 0
  for (let begin = start; begin <= end; begin = periodStart(start, interval, invoices)) {
    invoices += 1
    if (begin < discountEnd) {
      discounted += 1
    }
  }
  return { invoices, discounted }
}

const cents = (amount) => Math.round(Number(amount) * 100)
const day = (iso) => String(iso).slice(0, 10)
const money = (amount) => Number(amount).toFixed(2)

/** Earlier runs moved the clock on: their subscriptions would be billed again, and their word is taken. */
async function putEarlierRunsAside(admin, plans) {
  const mine = new Set(Object.values(plans))
  const subscriptions = await listAll(admin, "/admin/billing/subscriptions", "subscriptions")
  const living = subscriptions.filter(({ status, plan_id }) => mine.has(plan_id) && !/^(canceled|ended)$/.test(status))
  for (const { id } of living) {
    await admin.post(`/admin/billing/subscriptions/${id}/cancel`, { at_period_end: false })
  }
  const codes = await listAll(admin, "/admin/promo-codes", "promo_codes")
  for (const { id, code, status } of codes) {
    if (code === CODE && status === "active") {
      await admin.post(`/admin/promo-codes/${id}/archive`)
    }
  }
}

async function createCoupon(admin) {
  const { coupon } = await admin.post("/admin/coupons", {
    name: "Summer sale",
    status: "active",
    type: "percentage",
    percentage: PERCENTAGE,
    duration: "repeating",
    duration_in_months: DISCOUNTED_MONTHS,
  })
  const { promo_code } = await admin.post(`/admin/coupons/${coupon.id}/promo-codes`, { code: CODE })
  return { coupon, promo_code }
}

async function registerCustomer(shop) {
  const email = `anna.${Date.now()}.${process.pid}@example.com`
  const password = "a password of Anna's"
  const { token } = await shop.post("/auth/customer/emailpass/register", { email, password })
  const newcomer = shop.with({ authorization: `Bearer ${token}` })
  const { customer } = await newcomer.post("/store/customers", { email, first_name: "Anna", last_name: "Example" })
  return { customer, customerHttp: shop.with(await logIn(shop, "customer", { email, password })) }
}

async function fillCart(customer, regionId, plans) {
  const { cart } = await customer.post("/store/carts", { region_id: regionId })
  const address = { first_name: "Anna", last_name: "Example", address_1: "Weg 1", postal_code: "10115" }
  await customer.post(`/store/carts/${cart.id}`, {
    shipping_address: { ...address, city: "Berlin", country_code: "de" },
  })
  for (const plan of plans) {
    await customer.post(`/store/carts/${cart.id}/line-items`, {
      variant_id: plan.variant_id,
      quantity: 1,
      metadata: { plan_id: plan.id },
    })
  }
  return (await customer.get(`/store/carts/${cart.id}`)).cart
}

/** Pays with the system provider and completes; answers the order. */
async function checkOut(customer, cartId) {
  const { payment_collection } = await customer.post("/store/payment-collections", { cart_id: cartId })
  await customer.post(`/store/payment-collections/${payment_collection.id}/payment-sessions`, {
    provider_id: "pp_system_default",
  })
  const answer = await customer.post(`/store/carts/${cartId}/complete`)
  if (answer.type !== "order") {
    throw new Error(`The cart did not complete: ${JSON.stringify(answer.error ?? answer)}`)
  }
  return answer.order
}

/** What was authorised at the checkout becomes the shop's, and the invoices of that order are paid. */
async function capture(admin, orderId) {
  const { order } = await admin.get(`/admin/orders/${orderId}?fields=*payment_collections.payments`)
  for (const { payments } of order.payment_collections) {
    for (const { id } of payments ?? []) {
      await admin.post(`/admin/payments/${id}/capture`, {})
    }
  }
}

/** Moves the clock month by month, so that each request is short and there is something to see. */
async function billAhead(admin, say) {
  let until = new Date(START)
  for (let month = 1; month <= MONTHS_AHEAD; month += 1) {
    until = addMonths(new Date(START), month)
    await admin.post("/admin/billing/renewals", { until: until.toISOString() })
    say(`renewals up to ${day(until.toISOString())} are billed`)
  }
  return until
}

const byPeriod = (left, right) => String(left.period_start).localeCompare(String(right.period_start))

/** The orders behind invoices, by id, with what proves that they were paid. */
async function ordersOf(admin, invoices) {
  const orders = new Map()
  const fields = "id,total,discount_total,*payment_collections,*payment_collections.payments"
  for (let from = 0; from < invoices.length; from += 20) {
    const ids = invoices.slice(from, from + 20).map(({ order_id }) => `id[]=${order_id}`)
    const page = await admin.get(`/admin/orders?fields=${fields}&limit=100&${ids.join("&")}`)
    for (const order of page.orders) {
      orders.set(order.id, order)
    }
  }
  return orders
}

/** What is not as promised about one invoice, as sentences. */
function invoiceProblems(invoice, index, expected, order) {
  const isDiscounted = index < expected.discounted
  const discount = isDiscounted ? Math.round((cents(invoice.subtotal) * PERCENTAGE) / 100) : 0
  const codes = (invoice.discounts ?? []).map(({ code }) => code)
  const paid = (order?.payment_collections ?? [])
    .flatMap(({ payments }) => payments ?? [])
    .reduce((sum, payment) => sum + cents(payment.amount), 0)
  const claims = [
    [cents(invoice.discount_total) === discount, `takes ${invoice.discount_total} off, not ${discount / 100}`],
    [cents(invoice.total) === cents(invoice.subtotal) - discount + cents(invoice.tax_total), `totals ${invoice.total}`],
    [codes.join() === (isDiscounted ? CODE : ""), `names the codes "${codes.join()}"`],
    [invoice.status === "paid", `is ${invoice.status}`],
    [order !== undefined, "has no order"],
    [paid >= cents(invoice.total), `has payments of ${paid / 100} for ${invoice.total}`],
  ]
  return claims.filter(([holds]) => !holds).map(([, sentence]) => `invoice ${invoice.number} ${sentence}`)
}

/** What is not as promised about one subscription, as sentences. */
function subscriptionProblems(name, subscription, invoices, expected, orders) {
  const interval = INTERVALS[name]
  const start = new Date(subscription.started_at)
  const problems = []
  const discounted = invoices.filter(({ discount_total }) => cents(discount_total) > 0).length
  if (invoices.length !== expected.invoices) {
    problems.push(`there are ${invoices.length} invoices, not ${expected.invoices}`)
  }
  if (discounted !== expected.discounted) {
    problems.push(`${discounted} invoices are discounted, not ${expected.discounted}`)
  }
  if (invoices[0]?.subtotal === 0) {
    problems.push("the first invoice is of nothing")
  }
  invoices.forEach((invoice, index) => {
    const begin = periodStart(start, interval, index).getTime()
    if (new Date(invoice.period_start).getTime() !== begin) {
      problems.push(`invoice ${invoice.number} begins ${invoice.period_start}, not ${new Date(begin).toISOString()}`)
    }
    problems.push(...invoiceProblems(invoice, index, expected, orders.get(invoice.order_id)))
  })
  return problems.map((problem) => `${name}: ${problem}.`)
}

/** Reads what was billed for each plan of the order's subscriptions, and judges it. */
async function readOutcome(admin, shopFacts, customerId, end) {
  const all = await listAll(admin, `/admin/billing/subscriptions?customer_id=${customerId}`, "subscriptions")
  const outcome = []
  for (const [name, interval] of Object.entries(INTERVALS)) {
    const subscription = all.find(({ plan_id }) => plan_id === shopFacts.plans[name])
    if (!subscription) {
      throw new Error(`The order started no subscription of the plan ${name}.`)
    }
    const path = `/admin/billing/invoices?subscription_id=${subscription.id}`
    const invoices = (await listAll(admin, path, "invoices")).sort(byPeriod)
    const expected = promised(new Date(subscription.started_at), interval, DISCOUNTED_MONTHS, end)
    const orders = await ordersOf(admin, invoices)
    const problems = subscriptionProblems(name, subscription, invoices, expected, orders)
    const discounted = invoices.filter(({ discount_total }) => cents(discount_total) > 0).length
    outcome.push({ name, subscription, invoices, discounted, expected, problems })
  }
  return outcome
}

/** What entering the code did to the price shown in the cart. */
function entryProblems(before, after) {
  const saving = Math.round((cents(before.total) * PERCENTAGE) / 100)
  const problems = []
  if (cents(before.discount_total) !== 0) {
    problems.push("Cart: it is discounted before a code was entered.")
  }
  if (cents(before.total) - cents(after.total) !== saving) {
    problems.push(`Cart: the code takes ${money(before.total - after.total)} off, not ${money(saving / 100)}.`)
  }
  return problems
}

/**
 * Plays the story in the shop that `shopFacts` describes (see describeShop). The shop's clock may be set by its admin.
 * `say` is told what happens. Answers `{ before, after, subscriptions: [{ name, subscription, invoices, discounted,
 * expected: { invoices, discounted }, problems }], problems }`; amounts are decimals in EUR, `problems` are sentences
 * and empty when every figure is as promised.
 */
export async function playStory(shopFacts, say = () => undefined) {
  const shop = client(shopFacts.base_url, { "x-publishable-api-key": shopFacts.publishable_key })
  const admin = client(shopFacts.base_url, await logIn(shop, "user", shopFacts.admin))
  await putEarlierRunsAside(admin, shopFacts.plans)
  await admin.post("/admin/billing/test-clock", { now: START })
  say(`the clock is set to ${START}`)
  await createCoupon(admin)
  say(`the admin made a coupon of ${PERCENTAGE} % for ${DISCOUNTED_MONTHS} months and the code ${CODE}`)

  const { customer, customerHttp } = await registerCustomer(shop)
  const wanted = Object.keys(INTERVALS).map((name) => shopFacts.plans[name])
  const plans = await listAll(admin, "/admin/billing/plans", "plans")
  const chosen = plans.filter(({ id }) => wanted.includes(id))
  const before = await fillCart(customerHttp, shopFacts.regions.eur, chosen)
  say(`${customer.email} filled a cart with a weekly, a monthly and a yearly product: ${money(before.total)} EUR`)
  await customerHttp.post(`/store/carts/${before.id}/promo-codes`, { code: TYPED_CODE })
  const { cart: after } = await customerHttp.get(`/store/carts/${before.id}`)
  say(`she entered "${TYPED_CODE}": ${money(before.total)} EUR became ${money(after.total)} EUR`)
  const order = await checkOut(customerHttp, before.id)
  say(`she paid ${money(order.total)} EUR: order ${order.display_id}`)
  await capture(admin, order.id)
  say("the shop captured it, and her first invoices are paid")

  const end = await billAhead(admin, say)
  const subscriptions = await readOutcome(admin, shopFacts, customer.id, end)
  const problems = [...entryProblems(before, after), ...subscriptions.flatMap((one) => one.problems)]
  if (cents(order.total) !== cents(after.total)) {
    problems.push(`The order costs ${order.total}, the cart ${after.total}.`)
  }
  return { before, after, order, subscriptions, problems }
}

const COLUMNS = ["invoice", "period", "full price", "discount", "code", "total"]

function rowOf({ number, period_start, period_end, subtotal, discount_total, discounts, total }) {
  const code = (discounts ?? []).map((discount) => discount.code ?? discount.name).join(" ")
  return [
    number,
    `${day(period_start)} to ${day(period_end)}`,
    money(subtotal),
    money(discount_total),
    code,
    money(total),
  ]
}

/** The story's outcome as text: one table per subscription, then what is not as promised. */
export function renderStory({ subscriptions, problems }) {
  const lines = []
  for (const { name, invoices, discounted, expected } of subscriptions) {
    lines.push(
      "",
      `${name}: ${discounted} of ${invoices.length} invoices discounted (promised: ${expected.discounted})`,
    )
    const rows = [COLUMNS, ...invoices.map(rowOf)]
    const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column].length)))
    const isAmount = (column) => [2, 3, 5].includes(column)
    const render = (row) =>
      row.map((cell, column) => (isAmount(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
    for (const row of rows) {
      lines.push(`  ${render(row).join("  ")}`.trimEnd())
    }
  }
  lines.push("", ...(problems.length ? ["NOT as promised:", ...problems] : ["Every figure is as promised."]))
  return lines.join("\n")
}
