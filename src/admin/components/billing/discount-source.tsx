// What a discount was put on, as a small badge; the most specific one wins on an invoice (rule 27).
import { Badge } from "@medusajs/ui"
import { useWords } from "../../hooks/use-words"
import type { DiscountTargetType } from "../../lib/api-types"

export function DiscountSource({ type }: { type: DiscountTargetType }) {
  const { t } = useWords()
  return (
    <Badge size="2xsmall" color="grey">
      {t(`discounts.sources.${type}`)}
    </Badge>
  )
}
