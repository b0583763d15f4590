// Archiving a coupon asks what becomes of the discounts it has given (rule 36).
import { Button, Prompt } from "@medusajs/ui"
import { useState } from "react"
import { useArchiveCoupon } from "../hooks/use-coupons"
import { useReport } from "../hooks/use-report"
import { useWords } from "../hooks/use-words"
import { ChoiceField } from "./choice-field"

export function ArchiveCoupon({ couponId }: { couponId: string }) {
  const { t } = useWords()
  const archive = useArchiveCoupon(couponId)
  const [existing, setExisting] = useState<"keep" | "end">("keep")
  const report = useReport()
  const onArchive = () => report(archive.mutateAsync(existing), t("coupon.archived"))
  return (
    <Prompt>
      <Prompt.Trigger asChild>
        <Button size="small" variant="secondary" isLoading={archive.isPending}>
          {t("coupon.archive")}
        </Button>
      </Prompt.Trigger>
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
