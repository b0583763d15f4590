// Finds the field that a sentence of the server is about, so that it can be shown there.

/**
 * The field of `fields` that the sentence names first ("'max_redemptions' cannot be 5: …"); of two names that begin at the
 * same place the longer one. A place such as "restrictions.minimum_amount" is named by its last word. Null when it names none.
 */
export function fieldOf<Field extends string>(sentence: string, fields: readonly Field[]): Field | null {
  let best: { field: Field; at: number } | null = null
  for (const field of fields) {
    const name = field.slice(field.lastIndexOf(".") + 1)
    const at = sentence.search(new RegExp(`(?<![a-z_])${name}(?![a-z_])`))
    if (at < 0 || (best && (at > best.at || (at === best.at && field.length < best.field.length)))) {
      continue
    }
    best = { field, at }
  }
  return best?.field ?? null
}

/** A sentence without the words that only a programmer needs. */
export const withoutPreamble = (sentence: string): string => sentence.replace(/^Invalid request: /, "")
