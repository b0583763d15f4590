// A column's name that sorts by it, the other way round at the second press.
import { ArrowDownMini, ArrowUpMini } from "@medusajs/icons"
import { useTexts } from "../../hooks/use-texts"

interface SortButtonProps {
  field: string
  label: string
  /** The field that is sorted by, with "-" in front for the largest first. */
  order: string
  onOrder: (order: string) => void
}

export function SortButton({ field, label, order, onOrder }: SortButtonProps) {
  const { t } = useTexts()
  const isUp = order === field
  const isDown = order === `-${field}`
  return (
    <button
      type="button"
      className="focus-visible:shadow-borders-focus inline-flex items-center gap-x-1 rounded-sm outline-none"
      onClick={() => onOrder(isDown ? field : `-${field}`)}
    >
      {label}
      {(isUp || isDown) && <span className="sr-only">{t(isUp ? "common.ascending" : "common.descending")}</span>}
      {isUp && <ArrowUpMini aria-hidden />}
      {isDown && <ArrowDownMini aria-hidden />}
    </button>
  )
}
