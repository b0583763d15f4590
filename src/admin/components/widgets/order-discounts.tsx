// Which of our discounts took money off an order, for what, and why; the subscriptions it belongs to; and its receipt.
import { ArrowDownTray } from "@medusajs/icons"
import { Badge, Button, Text } from "@medusajs/ui"
import { useBilling } from "../../hooks/use-billing"
import { useDiscounts } from "../../hooks/use-discounts"
import { useLedger } from "../../hooks/use-ledger"
import { useReceipt } from "../../hooks/use-receipt"
import { useReport } from "../../hooks/use-report"
import { useSubscriptionsOf } from "../../hooks/use-subscriptions"
import { useTexts } from "../../hooks/use-texts"
import type { AppliedDiscount, LedgerRow, Subscription } from "../../lib/api-types"
import { termsForTexts } from "../../lib/discounts"
import { reasonOf } from "../../lib/reasons"
import { Section } from "../shell/section"
import { TextLink } from "../shell/text-link"

const MOST_ROWS = 100

/** Of orders that no discount of ours has touched and that began no subscription it has the receipt alone. */
export function OrderDiscounts({ order_id }: { order_id: string }) {
  const { t } = useTexts()
  const isBilling = useBilling()
  const { data: ledger } = useLedger({ order_id, offset: 0, limit: MOST_ROWS })
  const { data: begun = [] } = useSubscriptionsOf({ order_id }, isBilling === true)
  const rows = ledger?.redemptions ?? []
  const ids = [...new Set(rows.flatMap(({ discount_id }) => discount_id ?? []))]
  const discounts = useDiscounts({ id: ids.join(",") }, ids.length > 0)
  const receipt = <Receipt order_id={order_id} />
  if (rows.length === 0 && begun.length === 0) {
    return (
      <Section title={t("widgets.receiptOf")} actions={receipt}>
        {null}
      </Section>
    )
  }
  return (
    <Section title={t("widgets.order")} subtitle={t("widgets.orderHint")} actions={receipt}>
      <ul className="divide-y">
        {rows.map((row) => (
          <Row
            key={row.id}
            row={row}
            discount={discounts.data?.find(({ id }) => id === row.discount_id)}
            isKnown={!discounts.isLoading}
          />
        ))}
        {rows.length === 0 && (
          <li className="px-6 py-4">
            <Text size="small" className="text-ui-fg-subtle">
              {t("widgets.orderWithout")}
            </Text>
          </li>
        )}
        {isBilling && <Subscriptions rows={rows} begun={begun} />}
      </ul>
    </Section>
  )
}

function Receipt({ order_id }: { order_id: string }) {
  const { t } = useTexts()
  const receipt = useReceipt()
  const report = useReport()
  return (
    <Button
      size="small"
      variant="secondary"
      isLoading={receipt.isPending}
      onClick={() => report(receipt.mutateAsync(order_id), t("widgets.receiptSaved"))}
    >
      <ArrowDownTray />
      {t("widgets.receipt")}
    </Button>
  )
}

interface RowProps {
  row: LedgerRow
  discount: AppliedDiscount | undefined
  /** False while the discounts are read: nothing is guessed meanwhile. */
  isKnown: boolean
}

function Row({ row, discount, isKnown }: RowProps) {
  const { t, format, texts } = useTexts()
  const { coupon_id, name, code, amount, currency_code, lines, kind } = row
  const terms = discount && termsForTexts(discount.terms)
  return (
    <li className="flex flex-col gap-y-2 px-6 py-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <span className="flex flex-wrap items-center gap-x-2">
          <TextLink to={`/coupons/${coupon_id}`}>{name}</TextLink>
          {terms && (
            <Text as="span" size="small" className="text-ui-fg-subtle">
              {texts.value(terms)} · {texts.duration(terms)}
            </Text>
          )}
          {kind === "reversal" && (
            <Badge size="2xsmall" color="orange">
              {t("redemptions.reversed")}
            </Badge>
          )}
        </span>
        <Text as="span" size="small" weight="plus" className="tabular-nums">
          {format.money(-amount, currency_code)}
        </Text>
      </div>
      <Text size="small" className="text-ui-fg-subtle text-pretty">
        {isKnown ? t(`widgets.reasons.${reasonOf(row, discount)}`, { code: code ?? "" }) : "…"}
      </Text>
      {lines.length > 0 && (
        <ul className="txt-compact-small text-ui-fg-subtle flex flex-col gap-y-1">
          {lines.map((line) => (
            <li key={line.line_id} className="flex justify-between gap-x-4">
              <span>{line.title}</span>
              <span className="tabular-nums">{format.money(-line.amount, currency_code)}</span>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

function Subscriptions({ rows, begun }: { rows: LedgerRow[]; begun: Subscription[] }) {
  const { t } = useTexts()
  const known = new Set(begun.map(({ id }) => id))
  const billed = [...new Set(rows.flatMap(({ subscription_id }) => subscription_id ?? []))].filter(
    (id) => !known.has(id),
  )
  const links = [
    ...begun.map(({ id, items }) => ({
      id,
      text: t("widgets.beganSubscription", { items: items.map(({ title }) => title).join(", ") }),
    })),
    ...billed.map((id) => ({ id, text: t("widgets.ofSubscription") })),
  ]
  return links.map(({ id, text }) => (
    <li key={id} className="px-6 py-3">
      <TextLink to={`/billing-subscriptions/${id}`}>{text}</TextLink>
    </li>
  ))
}
