// Who wins a discount, and where: a cart's, an order's or a subscription's customer, with every record of the same e-mail.
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { normaliseEmail } from "../engine"
import { couponsOf } from "../lib/coupons"
import type { CoreCart } from "./core-cart"

/** Who wins a discount, and where it is bought. Carts and orders are owners as they are. */
export type Owner = Pick<CoreCart, "customer" | "email" | "region_id" | "sales_channel_id">

/** The e-mails a cart knows its customer by, as typed: the cart's own and the account's. */
export function customerEmails({ email, customer }: Pick<Owner, "customer" | "email">): string[] {
  return [email, customer?.email].filter((one): one is string => typeof one === "string" && one !== "")
}

/**
 * The keys a person's claims may be booked under: customer id first, then e-mails, the account's before the cart's; empty
 * when nobody is known yet.
 */
export function customerKeys(owner: Pick<Owner, "customer" | "email">): string[] {
  const { id, has_account, email } = owner.customer ?? {}
  const own = id && has_account ? [id, ...(email ? [normaliseEmail(email)] : [])] : []
  return [...new Set([...own, ...customerEmails(owner).map(normaliseEmail)])]
}

/** One e-mail has one account and one guest record at most, in each way of writing it. */
const MOST_RECORDS = 100

/**
 * Ids of the customer records behind a cart: its own and those with the same e-mail. Medusa keeps e-mails as they were
 * typed and makes guests of them, so a person may have several. `thorough` finds every way of writing the e-mail, deleted
 * records included, at the price of reading the table, and records that had the e-mail when they redeemed something;
 * otherwise an indexed query finds the usual ones.
 */
export async function personIds(
  container: MedusaContainer,
  owner: Pick<Owner, "customer" | "email">,
  thorough: boolean,
): Promise<string[]> {
  const emails = customerEmails(owner)
  const normalised = new Set(emails.map(normaliseEmail))
  const spellings = [...new Set([...emails, ...normalised])]
  const filter = thorough
    ? { $or: spellings.map((email) => ({ email: { $ilike: escapeLike(email) } })) }
    : { email: spellings }
  const had = thorough ? await couponsOf(container).listCustomersOfEmails([...normalised]) : []
  const found =
    spellings.length > 0
      ? await container
          .resolve(Modules.CUSTOMER)
          .listCustomers(filter, { select: ["id", "email"], take: MOST_RECORDS, withDeleted: thorough })
      : []
  const same = found.filter(({ email }) => normalised.has(normaliseEmail(email))).map(({ id }) => id)
  return [...new Set([...(owner.customer ? [owner.customer.id] : []), ...same, ...had])]
}

/** In a pattern, these characters of an e-mail would stand for others. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&")
}
