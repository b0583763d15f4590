// A breadcrumb in the reader's language; crumbs are drawn outside of our pages.
import { useWords } from "../hooks/use-words"
import type { TextKey } from "../i18n/texts"

export function Crumb({ text }: { text: TextKey }) {
  return <>{useWords().t(text)}</>
}
