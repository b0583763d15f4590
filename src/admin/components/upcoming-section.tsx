// What a subscription will be billed, as far as it is promised today.
import { upcomingCount, useUpcomingInvoices } from "../hooks/use-subscriptions"
import { useWords } from "../hooks/use-words"
import type { Subscription } from "../lib/api-types"
import { DataList } from "./data-list"
import { Empty } from "./empty"
import { useInvoiceColumns } from "./invoice-columns"
import { Section } from "./section"

export function UpcomingSection({ subscription }: { subscription: Subscription }) {
  const { t } = useWords()
  const { data, isError, refetch } = useUpcomingInvoices(subscription.id)
  const columns = useInvoiceColumns(subscription.time_zone)
  return (
    <Section title={t("subscription.upcoming")} subtitle={t("subscription.upcomingHint", { count: upcomingCount })}>
      <DataList
        label={t("subscription.upcoming")}
        columns={columns}
        rows={data}
        rowId={(invoice) => invoice.period_start}
        isError={isError}
        onRetry={() => void refetch()}
        empty={<Empty title={t("subscription.noUpcoming")} hint={t("subscription.noUpcomingHint")} />}
      />
    </Section>
  )
}
