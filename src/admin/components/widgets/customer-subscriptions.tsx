// A customer's subscriptions.
import { useTexts } from "../../hooks/use-texts"
import type { Subscription } from "../../lib/api-types"
import { pricePerPeriod } from "../../lib/subscription"
import { SubscriptionBadge } from "../shell/badges"
import { DataList, type Column } from "../lists/data-list"
import { Empty } from "../shell/empty"
import { TextLink } from "../shell/text-link"

interface CustomerSubscriptionsProps {
  subscriptions: Subscription[] | undefined
  isError: boolean
  onRetry: () => void
}

export function CustomerSubscriptions({ subscriptions, isError, onRetry }: CustomerSubscriptionsProps) {
  const { t } = useTexts()
  const columns = useColumns()
  return (
    <DataList
      label={t("subscriptions.title")}
      columns={columns}
      rows={subscriptions}
      rowId={({ id }) => id}
      isError={isError}
      onRetry={onRetry}
      empty={<Empty title={t("subscriptions.empty")} hint={t("subscriptions.emptyHint")} />}
    />
  )
}

function useColumns(): Column<Subscription>[] {
  const { t, format, texts } = useTexts()
  return [
    {
      id: "items",
      header: t("subscriptions.columns.items"),
      cell: ({ id, items }) => (
        <TextLink to={`/billing-subscriptions/${id}`}>{items.map(({ title }) => title).join(", ")}</TextLink>
      ),
    },
    { id: "every", header: t("subscriptions.columns.plan"), cell: (subscription) => texts.every(subscription) },
    {
      id: "status",
      header: t("subscriptions.columns.status"),
      cell: ({ status }) => <SubscriptionBadge status={status} />,
    },
    {
      id: "price",
      header: t("subscriptions.columns.price"),
      align: "right",
      cell: (subscription) => format.money(pricePerPeriod(subscription), subscription.currency_code),
    },
  ]
}
