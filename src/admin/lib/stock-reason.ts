// What is missing for an invoice that waits for stock, in the reader's language: the server says it in English sentences.
import type { Translate } from "../i18n/texts"

/** The sentences of `operations/billing/stock.ts`, one after the other; its test compares the two. */
const SENTENCE =
  /"(.+?)" is (?:not stocked at any location of the subscription's sales channel|out of stock: (\d+) needed, (\d+) available( at one location)?)\.(?: |$)/g

/** The same sentences, or the message as it is where it says something else. */
export function stockSentences(t: Translate, message: string): string {
  const parts = [...message.matchAll(SENTENCE)]
  if (parts.map(([whole]) => whole).join("") !== message) {
    return message
  }
  return parts
    .map(([, title = "", needed, available, atOne]) => {
      if (needed === undefined || available === undefined) {
        return t("stock.nowhere", { title })
      }
      return t(atOne ? "stock.shortAtOne" : "stock.short", { title, needed, available })
    })
    .join(" ")
}
