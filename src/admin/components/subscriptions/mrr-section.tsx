// Monthly recurring revenue, a figure per currency: never added up, never mixed.
import { Container, Skeleton, Text } from "@medusajs/ui"
import { useMonthlyRevenue } from "../../hooks/use-subscriptions"
import { useTexts } from "../../hooks/use-texts"
import type { MonthlyRevenue } from "../../lib/api-types"

export function MrrSection() {
  const { t } = useTexts()
  const { data, isError } = useMonthlyRevenue()
  // The list below says what is wrong; figures that cannot be had are left out.
  const left_out = data?.not_counted ?? []
  if (isError || (data?.mrr.length === 0 && left_out.length === 0)) {
    return null
  }
  return (
    <section aria-label={t("subscriptions.mrr")} className="grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-4">
      {data?.mrr.map((revenue) => <Figure key={revenue.currency_code} revenue={revenue} />) ?? (
        <Container className="flex flex-col gap-y-2 px-6 py-4" role="status" aria-label={t("common.loading")}>
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-7 w-28" />
        </Container>
      )}
      {left_out.length > 0 && (
        <Container className="px-6 py-4" role="status">
          <Text size="small" className="text-ui-fg-error" title={left_out[0]?.message}>
            {t("subscriptions.mrrNotCounted", { count: left_out.length })}
          </Text>
          <Text size="xsmall" className="text-ui-fg-subtle break-all">
            {left_out.map(({ subscription_id }) => subscription_id).join(", ")}
          </Text>
        </Container>
      )}
    </section>
  )
}

function Figure({ revenue }: { revenue: MonthlyRevenue }) {
  const { t, format } = useTexts()
  const { currency_code, amount, subscription_count } = revenue
  return (
    <Container className="px-6 py-4">
      <Text size="small" className="text-ui-fg-subtle" title={t("subscriptions.mrrHint")}>
        {t("subscriptions.mrr")} · {currency_code.toUpperCase()}
      </Text>
      <Text className="txt-xlarge-plus h1-core tabular-nums" as="p" weight="plus">
        {format.money(amount, currency_code)}
      </Text>
      <Text size="xsmall" className="text-ui-fg-subtle">
        {t("subscriptions.mrrCount", { count: subscription_count })}
      </Text>
    </Container>
  )
}
