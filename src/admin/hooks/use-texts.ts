// The translations, formatters and texts of the reader's language.
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { namespace, type Translate } from "../i18n/texts"
import { formatIn, type Format } from "../lib/format"
import { textsIn, type Texts } from "../lib/texts"

interface Language {
  t: Translate
  format: Format
  texts: Texts
}

/** What a component needs to speak the reader's language. */
export function useTexts(): Language {
  const { t: translate, i18n } = useTranslation(namespace)
  return useMemo(() => {
    const t: Translate = (key, values) => translate(key, values ?? {})
    // Texts fall back to English in a language we do not have; dates and amounts then follow, not to mix two.
    const language = i18n.hasResourceBundle(i18n.language, namespace) ? i18n.language : "en"
    const format = formatIn(language)
    return { t, format, texts: textsIn(t, format) }
  }, [translate, i18n, i18n.language])
}
