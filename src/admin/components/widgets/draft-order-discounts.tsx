// The discounts of a draft order, and the way to apply one: its price is shown before it is confirmed (rule 26).
import { Button } from "@medusajs/ui"
import { useState } from "react"
import { useDiscounts } from "../../hooks/use-discounts"
import { useTexts } from "../../hooks/use-texts"
import { ApplyDiscount } from "../discounts/apply-discount"
import { DiscountList } from "../discounts/discount-list"
import { Empty } from "../shell/empty"
import { Section } from "../shell/section"

interface DraftOrderProps {
  order_id: string
  currency_code: string
}

export function DraftOrderDiscounts({ order_id, currency_code }: DraftOrderProps) {
  const { t } = useTexts()
  const [isOpen, setIsOpen] = useState(false)
  const { data, isError, refetch } = useDiscounts({ draft_order_id: order_id, status: "running" })
  return (
    <Section
      title={t("discounts.title")}
      subtitle={t("widgets.draftHint")}
      actions={
        <Button size="small" variant="secondary" onClick={() => setIsOpen(true)}>
          {t("apply.open")}
        </Button>
      }
    >
      <DiscountList
        discounts={data}
        isError={isError}
        onRetry={() => void refetch()}
        empty={<Empty title={t("widgets.draftEmpty")} hint={t("widgets.draftEmptyHint")} />}
      />
      {isOpen && (
        <ApplyDiscount
          targets={[{ key: "draft", kind: "draft_order", field: "draft_order_id", id: order_id, name: "" }]}
          currencies={[currency_code]}
          onClose={() => setIsOpen(false)}
        />
      )}
    </Section>
  )
}
