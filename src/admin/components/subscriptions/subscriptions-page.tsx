// The Subscriptions page: what is billed again and again, and what that brings in a month.
import { MrrSection } from "./mrr-section"
import { NeedsBilling } from "./needs-billing"
import { SubscriptionList } from "./subscription-list"

export function SubscriptionsPage() {
  return (
    <NeedsBilling>
      <div className="flex w-full flex-col gap-y-3">
        <MrrSection />
        <SubscriptionList />
      </div>
    </NeedsBilling>
  )
}
