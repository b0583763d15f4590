// The texts of an app's own restrictions join ours.
import type { RestrictionTexts } from "../../engine/restrictions/row"
import { namespace } from "./texts"

/** The part of i18next that texts are added with. */
export interface TextStore {
  hasResourceBundle(language: string, namespace: string): boolean
  addResourceBundle(language: string, namespace: string, texts: object, deep: boolean, overwrite: boolean): unknown
}

/** Adds texts by language. In a language that we do not have, English is shown throughout, not to mix two. */
export function addRestrictionTexts(
  i18n: TextStore,
  restrictions: { key: string; texts: Record<string, RestrictionTexts> }[],
): void {
  for (const { key, texts } of restrictions) {
    for (const [language, text] of Object.entries(texts)) {
      if (i18n.hasResourceBundle(language, namespace)) {
        i18n.addResourceBundle(language, namespace, { restrictions: { [key]: text } }, true, false)
      }
    }
  }
}
