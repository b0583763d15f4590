// The page buttons below a list, in the reader's language.
import { Table } from "@medusajs/ui"
import { useTexts } from "../../hooks/use-texts"

interface PagesProps {
  count: number
  offset: number
  size: number
  onOffset: (offset: number) => void
}

export function Pages({ count, offset, size, onOffset }: PagesProps) {
  const translations = usePageTexts()
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

/** The texts of the page buttons. */
export function usePageTexts() {
  const { t } = useTexts()
  return {
    of: t("common.of"),
    results: t("common.results"),
    pages: t("common.pages"),
    prev: t("common.previous"),
    next: t("common.next"),
  }
}
