// What a subscription bills each period, and which discount each item gets on the next invoice (rule 27).
import { Text } from "@medusajs/ui"
import { useDiscounts } from "../../hooks/use-discounts"
import { useUpcomingInvoices } from "../../hooks/use-subscriptions"
import { useTexts } from "../../hooks/use-texts"
import type { Subscription, SubscriptionItem } from "../../lib/api-types"
import { discountsByItem, targetsOf, type ItemDiscount } from "../../lib/discounts"
import { pricePerPeriod } from "../../lib/subscription"
import { DiscountSource } from "../discounts/discount-source"
import { DataList, type Column } from "../lists/data-list"
import { Empty } from "../shell/empty"
import { Section } from "../shell/section"
import { TextLink } from "../shell/text-link"

export function SubscriptionItems({ subscription }: { subscription: Subscription }) {
  const { t } = useTexts()
  const columns = useColumns(subscription)
  return (
    <Section title={t("subscription.items")} subtitle={t("subscription.itemsHint")}>
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

function useColumns(subscription: Subscription): Column<SubscriptionItem>[] {
  const { t, format } = useTexts()
  const { data: upcoming } = useUpcomingInvoices(subscription.id)
  const { data: running } = useDiscounts({ ...targetsOf(subscription, []), status: "running" })
  const byItem = discountsByItem(upcoming?.[0], running ?? [])
  const { currency_code } = subscription
  const column = (name: "title" | "quantity" | "unitPrice" | "total" | "discount") => ({
    id: name,
    header: t(`subscription.itemColumns.${name}`),
  })
  return [
    { ...column("title"), cell: ({ title }) => title },
    { ...column("quantity"), align: "right", cell: ({ quantity }) => quantity },
    { ...column("unitPrice"), align: "right", cell: ({ unit_price }) => format.money(unit_price, currency_code) },
    {
      ...column("total"),
      align: "right",
      cell: (item) => format.money(pricePerPeriod({ items: [item], currency_code }), currency_code),
    },
    {
      ...column("discount"),
      cell: ({ id }) => <ItemDiscounts discounts={byItem.get(id) ?? []} currency_code={currency_code} />,
    },
  ]
}

function ItemDiscounts({ discounts, currency_code }: { discounts: ItemDiscount[]; currency_code: string }) {
  const { t, format } = useTexts()
  if (discounts.length === 0) {
    return <>{t("subscription.noDiscount")}</>
  }
  return (
    <ul className="flex flex-col gap-y-1 py-2">
      {discounts.map(({ discount_id, coupon_id, name, code, amount, source, origin }) => (
        <li key={discount_id ?? `${coupon_id} ${code}`} className="flex flex-wrap items-center gap-x-2">
          <span className="text-ui-tag-green-text tabular-nums">{format.money(-amount, currency_code)}</span>
          {coupon_id ? <TextLink to={`/coupons/${coupon_id}`}>{name}</TextLink> : name}
          {code && (
            <Text as="span" size="xsmall" className="text-ui-fg-subtle">
              {code}
            </Text>
          )}
          {source && origin && <DiscountSource type={source} origin={origin} />}
        </li>
      ))}
    </ul>
  )
}
