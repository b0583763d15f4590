// Ends a running discount, once the admin is sure what that means.
import { Button, usePrompt } from "@medusajs/ui"
import { useEndDiscount } from "../../hooks/use-discounts"
import { useReport } from "../../hooks/use-report"
import { useTexts } from "../../hooks/use-texts"
import type { AppliedDiscount } from "../../lib/api-types"

export function EndDiscount({ discount }: { discount: AppliedDiscount }) {
  const { t } = useTexts()
  const end = useEndDiscount()
  const report = useReport()
  const prompt = usePrompt()
  const { id, name, target_type } = discount
  const ask = async () => {
    const isSure = await prompt({
      title: t("discounts.endTitle", { name }),
      description: t(target_type === "draft_order" ? "discounts.endHintOrder" : "discounts.endHint"),
      confirmText: t("discounts.end"),
      cancelText: t("discounts.keep"),
    })
    if (isSure) {
      report(end.mutateAsync(id), t("discounts.ended", { name }))
    }
  }
  return (
    <Button
      size="small"
      variant="transparent"
      aria-label={t("discounts.endOf", { name })}
      isLoading={end.isPending}
      onClick={() => void ask()}
    >
      {t("discounts.end")}
    </Button>
  )
}
