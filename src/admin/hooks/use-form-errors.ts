// What is wrong with a form of one page: found here once it was sent, and said by the server.
import { useState } from "react"
import { sentenceOf } from "../lib/errors"
import { focusFirstInvalid } from "../lib/focus"
import { fieldOf, withoutPreamble } from "../lib/server-errors"
import { useTexts } from "./use-texts"

/**
 * `found` is what a check says now; `sentence` puts it in words. Errors are shown once `isGood` was asked, and from then on
 * while typing; the server's sentence stands at the field it names until `forget` is called.
 */
export function useFormErrors<Field extends string, Key>(
  found: Partial<Record<Field, Key>>,
  fields: readonly Field[],
  sentence: (key: Key) => string,
) {
  const { t } = useTexts()
  const [wasSent, setWasSent] = useState(false)
  const [refused, setRefused] = useState<{ sentence: string; field: Field | null } | null>(null)
  const errors: Partial<Record<Field, string>> = {}
  for (const field of fields) {
    const key = found[field]
    if (wasSent && key !== undefined) {
      errors[field] = sentence(key)
    }
  }
  if (refused?.field) {
    errors[refused.field] = refused.sentence
  }
  return {
    errors,
    /** A sentence that belongs to no field. */
    failure: refused?.field === null ? refused.sentence : null,
    /** True if the form can be sent; otherwise the first error is shown. */
    isGood: (form: HTMLElement): boolean => {
      setWasSent(true)
      const isGood = Object.keys(found).length === 0
      if (!isGood) {
        focusFirstInvalid(form)
      }
      return isGood
    },
    refuse: (error: unknown, form: HTMLElement) => {
      const said = withoutPreamble(sentenceOf(error, t("common.failed")))
      setRefused({ sentence: said, field: fieldOf(said, fields) })
      focusFirstInvalid(form)
    },
    forget: () => setRefused(null),
  }
}
