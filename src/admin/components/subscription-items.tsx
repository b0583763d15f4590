// What a subscription bills each period.
import { useWords } from "../hooks/use-words"
import type { Subscription, SubscriptionItem } from "../lib/api-types"
import { pricePerPeriod } from "../lib/subscription"
import { DataList, type Column } from "./data-list"
import { Empty } from "./empty"
import { Section } from "./section"

export function SubscriptionItems({ subscription }: { subscription: Subscription }) {
  const { t, format } = useWords()
  const { currency_code } = subscription
  const column = (name: "title" | "quantity" | "unitPrice" | "total") => ({
    id: name,
    header: t(`subscription.itemColumns.${name}`),
  })
  const columns: Column<SubscriptionItem>[] = [
    { ...column("title"), cell: ({ title }) => title },
    { ...column("quantity"), align: "right", cell: ({ quantity }) => quantity },
    { ...column("unitPrice"), align: "right", cell: ({ unit_price }) => format.money(unit_price, currency_code) },
    {
      ...column("total"),
      align: "right",
      cell: (item) => format.money(pricePerPeriod({ items: [item], currency_code }), currency_code),
    },
  ]
  return (
    <Section title={t("subscription.items")}>
      <DataList
        label={t("subscription.items")}
        columns={columns}
        rows={subscription.items}
        rowId={(item) => item.id}
        isError={false}
        onRetry={() => undefined}
        empty={<Empty title={t("common.none")} />}
      />
    </Section>
  )
}
