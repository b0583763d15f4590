// What a subscription will be billed, as far as it is promised today: a timeline of discounts, and the same as a table.
import { Skeleton, Tabs } from "@medusajs/ui"
import type { ReactNode } from "react"
import { upcomingCount, useUpcomingInvoices } from "../../hooks/use-subscriptions"
import { useTexts } from "../../hooks/use-texts"
import type { Subscription, UpcomingInvoice } from "../../lib/api-types"
import { timelineOf } from "../../lib/timeline"
import { TimelineChart } from "./timeline-chart"
import { DataList } from "../lists/data-list"
import { Empty } from "../shell/empty"
import { useInvoiceColumns } from "./invoice-columns"
import { Section } from "../shell/section"

export function UpcomingSection({ subscription }: { subscription: Subscription }) {
  const { t } = useTexts()
  const { data, isError, refetch } = useUpcomingInvoices(subscription.id)
  const columns = useInvoiceColumns(subscription.time_zone)
  const empty = <Empty title={t("subscription.noUpcoming")} hint={t("subscription.noUpcomingHint")} />
  const table = (
    <DataList
      label={t("subscription.upcoming")}
      columns={columns}
      rows={data}
      rowId={(invoice) => invoice.period_start}
      isError={isError}
      onRetry={() => void refetch()}
      empty={empty}
    />
  )
  return (
    <Tabs defaultValue="timeline">
      <Section
        title={t("subscription.upcoming")}
        subtitle={
          data?.length === 0 ? undefined : t("subscription.upcomingHint", { count: data?.length ?? upcomingCount })
        }
        actions={
          <Tabs.List>
            <Tabs.Trigger value="timeline">{t("timeline.tab")}</Tabs.Trigger>
            <Tabs.Trigger value="table">{t("timeline.tableTab")}</Tabs.Trigger>
          </Tabs.List>
        }
      >
        <Tabs.Content value="timeline">
          {isError && !data ? table : <Chart upcoming={data} subscription={subscription} empty={empty} />}
        </Tabs.Content>
        <Tabs.Content value="table">{table}</Tabs.Content>
      </Section>
    </Tabs>
  )
}

interface ChartProps {
  upcoming: UpcomingInvoice[] | undefined
  subscription: Subscription
  empty: ReactNode
}

function Chart({ upcoming, subscription, empty }: ChartProps) {
  const { t } = useTexts()
  if (!upcoming) {
    return (
      <div role="status" aria-label={t("common.loading")} className="px-6 py-4">
        <Skeleton className="h-44 w-full" />
      </div>
    )
  }
  const timeline = timelineOf(upcoming)
  return timeline ? <TimelineChart timeline={timeline} time_zone={subscription.time_zone} /> : <>{empty}</>
}
