// The running discounts that can reach a subscription, what each does to the coming invoices, and the way to apply one.
import { Button } from "@medusajs/ui"
import { useState } from "react"
import { useDiscounts } from "../../hooks/use-discounts"
import { useOpenInvoices, useUpcomingInvoices } from "../../hooks/use-subscriptions"
import { useTexts } from "../../hooks/use-texts"
import type { Subscription } from "../../lib/api-types"
import { targetsOf as placesOf, type Target } from "../../lib/apply-form"
import { effectOf, targetsOf } from "../../lib/discounts"
import { isCollectable, possibleFor } from "../../lib/subscription"
import { Empty } from "../shell/empty"
import { Section } from "../shell/section"
import { ApplyDiscount } from "./apply-discount"
import { DiscountList } from "./discount-list"

export function DiscountsSection({ subscription }: { subscription: Subscription }) {
  const { t } = useTexts()
  const [isOpen, setIsOpen] = useState(false)
  const { data: open = [] } = useOpenInvoices(subscription.id)
  const { data: upcoming = [] } = useUpcomingInvoices(subscription.id)
  const invoice_ids = open.map(({ id }) => id)
  const { data, isError, refetch } = useDiscounts({ ...targetsOf(subscription, invoice_ids), status: "running" })
  const canApply = possibleFor(subscription).applyDiscount
  const [first, ...others] = placesOf(subscription, open.find(isCollectable) ?? null)
  const apply = canApply && (
    <Button size="small" variant="secondary" onClick={() => setIsOpen(true)}>
      {t("apply.open")}
    </Button>
  )
  return (
    <Section title={t("discounts.title")} subtitle={t("discounts.subtitle")} actions={apply}>
      <DiscountList
        discounts={data}
        isError={isError}
        onRetry={() => void refetch()}
        empty={<Empty title={t("discounts.empty")} hint={t("discounts.emptyHint")} />}
        effect={({ id }) => t(`discounts.effects.${effectOf(id, upcoming)}`)}
        isSourceShown
      />
      {isOpen && first && (
        <ApplyDiscount
          targets={[first, ...others] satisfies [Target, ...Target[]]}
          currencies={[subscription.currency_code]}
          time_zone={subscription.time_zone}
          onClose={() => setIsOpen(false)}
        />
      )}
    </Section>
  )
}
