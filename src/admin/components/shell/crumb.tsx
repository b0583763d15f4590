// A breadcrumb in the reader's language; crumbs are drawn outside of our pages.
import { useTexts } from "../../hooks/use-texts"
import type { TextKey } from "../../i18n/texts"

export function Crumb({ text }: { text: TextKey }) {
  return <>{useTexts().t(text)}</>
}
