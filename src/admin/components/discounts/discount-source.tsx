// What a discount was put on, and that a grant did it, as small badges; the most specific one wins on an invoice (rule 27).
import { Badge } from "@medusajs/ui"
import { useTexts } from "../../hooks/use-texts"
import type { AppliedDiscount, DiscountTargetType } from "../../lib/api-types"

export function DiscountSource({ type, origin }: { type: DiscountTargetType; origin: AppliedDiscount["origin"] }) {
  const { t } = useTexts()
  return (
    <span className="flex items-center gap-x-1">
      <Badge size="2xsmall" color="grey">
        {t(`discounts.sources.${type}`)}
      </Badge>
      {origin === "grant" && (
        <Badge size="2xsmall" color="blue">
          {t("discounts.origins.grant")}
        </Badge>
      )}
    </span>
  )
}
