// Breadcrumbs of detail pages: the name of the record, from the answer the page has asked for already.
import { useCoupon } from "../../hooks/use-coupons"
import { useSubscription } from "../../hooks/use-subscriptions"

export function CouponCrumb({ id }: { id: string }) {
  return <>{useCoupon(id).data?.name ?? "…"}</>
}

export function SubscriptionCrumb({ id }: { id: string }) {
  const items = useSubscription(id).data?.items ?? []
  return <>{items.map(({ title }) => title).join(", ") || "…"}</>
}
