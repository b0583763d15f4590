// States of coupons, codes, subscriptions and invoices, as words with a colour.
import { StatusBadge } from "@medusajs/ui"
import type { ComponentProps } from "react"
import { useTexts } from "../../hooks/use-texts"
import type { CouponState, InvoiceStatus, SubscriptionStatus } from "../../lib/api-types"

type Color = ComponentProps<typeof StatusBadge>["color"]

const couponColors: Record<CouponState, Color> = {
  draft: "grey",
  paused: "grey",
  scheduled: "blue",
  active: "green",
  expired: "orange",
  depleted: "purple",
  archived: "grey",
}

const subscriptionColors: Record<SubscriptionStatus, Color> = {
  trialing: "blue",
  active: "green",
  past_due: "orange",
  paused: "grey",
  unpaid: "red",
  canceled: "grey",
  ended: "grey",
}

const invoiceColors: Record<InvoiceStatus | "authorized", Color> = {
  draft: "grey",
  open: "orange",
  authorized: "blue",
  paid: "green",
  void: "grey",
  uncollectible: "red",
}

export function StateBadge({ state }: { state: CouponState }) {
  const { t } = useTexts()
  return <StatusBadge color={couponColors[state]}>{t(`state.${state}`)}</StatusBadge>
}

export function SubscriptionBadge({ status }: { status: SubscriptionStatus }) {
  const { t } = useTexts()
  return <StatusBadge color={subscriptionColors[status]}>{t(`subscriptionStatus.${status}`)}</StatusBadge>
}

export function InvoiceBadge({ status }: { status: keyof typeof invoiceColors }) {
  const { t } = useTexts()
  return <StatusBadge color={invoiceColors[status]}>{t(`invoiceStatus.${status}`)}</StatusBadge>
}
