// Archiving a coupon asks what becomes of the discounts it has given (rule 36).
import { Prompt } from "@medusajs/ui"
import { useState } from "react"
import { useArchiveCoupon } from "../../hooks/use-coupons"
import { useReport } from "../../hooks/use-report"
import { useTexts } from "../../hooks/use-texts"
import { ChoiceField } from "../form/choice-field"

interface ArchiveCouponProps {
  couponId: string
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}

export function ArchiveCoupon({ couponId, isOpen, onOpenChange }: ArchiveCouponProps) {
  const { t } = useTexts()
  const archive = useArchiveCoupon(couponId)
  const [existing, setExisting] = useState<"keep" | "end">("keep")
  const report = useReport()
  const onArchive = () => report(archive.mutateAsync(existing), t("coupon.archived"))
  return (
    <Prompt open={isOpen} onOpenChange={onOpenChange}>
      <Prompt.Content>
        <Prompt.Header>
          <Prompt.Title>{t("coupon.archiveTitle")}</Prompt.Title>
          <Prompt.Description>{t("coupon.archiveHint")}</Prompt.Description>
        </Prompt.Header>
        <div className="px-6 pt-4">
          <ChoiceField
            label={t("coupon.existing")}
            value={existing}
            columns={1}
            choices={[
              { value: "keep", label: t("coupon.keep"), description: t("coupon.keepHint") },
              { value: "end", label: t("coupon.end"), description: t("coupon.endHint") },
            ]}
            onChange={setExisting}
          />
        </div>
        <Prompt.Footer>
          <Prompt.Cancel>{t("common.cancel")}</Prompt.Cancel>
          <Prompt.Action onClick={onArchive}>{t("coupon.archive")}</Prompt.Action>
        </Prompt.Footer>
      </Prompt.Content>
    </Prompt>
  )
}
