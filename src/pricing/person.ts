// Who a cart's customer is: every customer record with the same e-mail, guests and accounts alike.
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { couponsOf } from "../lib/coupons"
import type { CoreCart } from "./core-cart"

/** E-mail as limits and histories compare it: trimmed, lower case, compatibility characters folded. */
export function normaliseEmail(email: string): string {
  return email.normalize("NFKC").trim().toLowerCase()
}

/** The e-mails a cart knows its customer by, as typed: the cart's own and the account's. */
export function customerEmails({ email, customer }: Pick<CoreCart, "customer" | "email">): string[] {
  return [email, customer?.email].filter((one): one is string => typeof one === "string" && one !== "")
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
  cart: Pick<CoreCart, "customer" | "email">,
  thorough: boolean,
): Promise<string[]> {
  const emails = customerEmails(cart)
  const wanted = new Set(emails.map(normaliseEmail))
  const spellings = [...new Set([...emails, ...wanted])]
  const filter = thorough
    ? { $or: spellings.map((email) => ({ email: { $ilike: escapeLike(email) } })) }
    : { email: spellings }
  const had = thorough ? await couponsOf(container).listCustomersOfEmails([...wanted]) : []
  const found =
    spellings.length > 0
      ? await container
          .resolve(Modules.CUSTOMER)
          .listCustomers(filter, { select: ["id", "email"], take: MOST_RECORDS, withDeleted: thorough })
      : []
  const same = found.filter(({ email }) => wanted.has(normaliseEmail(email))).map(({ id }) => id)
  return [...new Set([...(cart.customer ? [cart.customer.id] : []), ...same, ...had])]
}

/** In a pattern, these characters of an e-mail would stand for others. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&")
}
