// What the stand-in for Stripe has charged, compared with the shop's invoices after every test, and counted over all of them (rules 40,
// 57 and 60): no invoice is charged twice, no charge is without its invoice, and what is void keeps nothing.
import { rows } from "../cuts/books"
import type { Charge, StripeEvent } from "../stripe/objects"
import type { StripeServer } from "../stripe/server"
import type { Shop } from "./world"

/** A payment session that Stripe was asked for, with what its collection is for. */
interface Asked {
  id: string
  payment_collection_id: string
  order_id: string | null
  cart_id: string | null
}

interface Billed {
  id: string
  number: string
  status: string
  is_booked: boolean
  order_id: string | null
  payment_collection_id: string | null
  /** Of the invoice, in the smallest unit of a currency with two decimals. */
  total_minor: number
}

const ASKED = `
  select s.id, s.payment_collection_id, o.order_id, c.cart_id
  from payment_session s
  left join order_payment_collection o on o.payment_collection_id = s.payment_collection_id and o.deleted_at is null
  left join cart_payment_collection c on c.payment_collection_id = s.payment_collection_id and c.deleted_at is null
  where s.provider_id = 'pp_stripe_stripe'`

const BILLED = `
  select id, number, status, status <> 'void' and (status = 'paid' or authorized_at is not null) as is_booked, order_id, payment_collection_id,
    round(total * 100)::int as total_minor
  from billing_invoice where deleted_at is null`

interface Look {
  wrong: string[]
  /** Charges that Stripe has not given back, of invoices. */
  charges: number
  /** Invoices that are paid or authorised through Stripe. */
  booked: number
  /** Invoices that are owed while Stripe has charged: the provider broke down, and the invoice says so. */
  left_open: number
  /** Invoices that are void although Stripe's charge stands: the bank has its money back. */
  taken_back: number
}

/** Sums over all tests. */
export class StripeBooks implements Omit<Look, "wrong"> {
  /** Tests that were looked at. */
  cases = 0
  charges = 0
  booked = 0
  left_open = 0
  taken_back = 0
  /** Webhooks that were posted. */
  webhooks = 0
  /** Orders in which events were posted, each once. */
  readonly orders = new Set<string>()

  constructor(
    private readonly shop: Shop,
    private readonly stripe: StripeServer,
  ) {}

  /** Webhooks are about to be posted in this order. */
  tell(events: StripeEvent[]): void {
    const first = Math.min(...events.map(({ id }) => this.#numberOf(id)))
    this.webhooks += events.length
    this.orders.add(events.map(({ id, type }) => `${type} (${this.#numberOf(id) - first})`).join(", "))
  }

  #numberOf(event_id: string): number {
    return this.stripe.account.events.findIndex(({ id }) => id === event_id)
  }

  /** Fails with what does not agree, and counts what there is. */
  async compare(): Promise<void> {
    const { wrong, charges, booked, left_open, taken_back } = await this.look()
    this.charges += charges
    this.booked += booked
    this.left_open += left_open
    this.taken_back += taken_back
    this.cases += 1
    expect(wrong).toEqual([])
  }

  /** What does not agree, a sentence each, and what there is. */
  async look(): Promise<Look> {
    const asked = new Map((await rows<Asked>(this.shop.container, ASKED)).map((session) => [session.id, session]))
    const billed = await rows<Billed>(this.shop.container, BILLED)
    const charged = new Map<Billed, Charge[]>()
    const wrong: string[] = []
    const look: Look = { wrong, charges: 0, booked: 0, left_open: 0, taken_back: 0 }
    for (const charge of this.#live()) {
      const { session_id } = this.#intentOf(charge)?.metadata ?? {}
      const session = asked.get(session_id ?? "")
      const invoices = session ? billed.filter((invoice) => isFor(session, invoice)) : []
      for (const invoice of invoices) {
        charged.set(invoice, [...(charged.get(invoice) ?? []), charge])
      }
      // What has no session was made by another integration, and a cart that is not completed has no invoice yet.
      if (session_id && invoices.length === 0 && (!session || (!session.cart_id && !session.order_id))) {
        wrong.push(`${charge.amount} is charged without an invoice`)
      }
    }
    const throughStripe = billed.filter((invoice) => [...asked.values()].some((session) => isFor(session, invoice)))
    for (const invoice of throughStripe.filter(({ total_minor }) => total_minor > 0)) {
      const own = charged.get(invoice) ?? []
      wrong.push(...this.#differences(invoice, own))
      look.charges += own.length
      look.booked += invoice.is_booked ? 1 : 0
      look.left_open += !invoice.is_booked && invoice.status !== "void" && own.length > 0 ? 1 : 0
      look.taken_back += invoice.status === "void" && own.length > 0 ? 1 : 0
    }
    return look
  }

  #differences({ number, status, is_booked, payment_collection_id, total_minor }: Billed, own: Charge[]): string[] {
    const amounts = own.map((charge) => charge.amount)
    return [
      own.length > 1 && `${number} is charged ${own.length} times`,
      is_booked && own.length === 0 && `${number} is ${status} and not charged`,
      // A sign-up's order may have sold other things.
      own.length === 1 && payment_collection_id && amounts[0] !== total_minor && `${number} is charged ${amounts[0]}`,
      status === "void" &&
        own.some((charge) => this.#keptOf(charge) > 0) &&
        `${number} is void and ${amounts[0]} is kept`,
    ].filter((sentence) => typeof sentence === "string")
  }

  /** Charges whose money was not given back: captured, or held. */
  #live(): Charge[] {
    return [...this.stripe.account.charges.values()].filter(
      (charge) =>
        charge.paid &&
        (charge.captured
          ? charge.amount_captured > charge.amount_refunded
          : this.#intentOf(charge)?.status === "requires_capture"),
    )
  }

  #intentOf({ payment_intent }: Charge) {
    return this.stripe.account.intents.get(payment_intent)
  }

  /** Without what banks have taken back. */
  #keptOf({ id, captured, amount, amount_captured, amount_refunded }: Charge): number {
    const moves = [...this.stripe.account.disputes.values()]
      .filter(({ charge }) => charge === id)
      .flatMap(({ balance_transactions }) => balance_transactions)
    return moves.reduce((kept, move) => kept + move.amount, captured ? amount_captured - amount_refunded : amount)
  }
}

const isFor = (session: Asked, invoice: Billed): boolean =>
  session.payment_collection_id === invoice.payment_collection_id ||
  (session.order_id !== null && session.order_id === invoice.order_id)
