// The page buttons below a list, in the reader's language.
import { Table } from "@medusajs/ui"
import { useTexts } from "../../hooks/use-texts"

interface PagesProps {
  count: number
  /** The count is about right only. */
  isEstimate?: boolean
  offset: number
  size: number
  onOffset: (offset: number) => void
}

export function Pages({ count, isEstimate, offset, size, onOffset }: PagesProps) {
  const translations = usePageTexts(isEstimate)
  return (
    <Table.Pagination
      count={count}
      pageSize={size}
      pageIndex={Math.floor(offset / size)}
      pageCount={Math.ceil(count / size)}
      canPreviousPage={offset > 0}
      canNextPage={offset + size < count}
      previousPage={() => onOffset(Math.max(0, offset - size))}
      nextPage={() => onOffset(offset + size)}
      translations={translations}
    />
  )
}

/** The texts of the page buttons; of an estimated count they say that it is one. */
export function usePageTexts(isEstimate = false) {
  const { t } = useTexts()
  return {
    of: t(isEstimate ? "common.ofAbout" : "common.of"),
    results: t("common.results"),
    pages: t("common.pages"),
    prev: t("common.previous"),
    next: t("common.next"),
  }
}
