// The coupons a subscription and its plan give to their holder in the cart (rule 24).
import { useHeldGrants } from "../../hooks/use-grants"
import { useTexts } from "../../hooks/use-texts"
import type { Subscription } from "../../lib/api-types"
import { holdingsOf } from "../../lib/held-grants"
import { Section } from "../shell/section"
import { Empty } from "../shell/empty"
import { AddGrant } from "./add-grant"
import { GrantList } from "./grant-list"

export function GrantsOfSubscription({ subscription }: { subscription: Subscription }) {
  const { t } = useTexts()
  const { grants, isError, refetch } = useHeldGrants(holdingsOf([subscription]))
  const isHolding = holdingsOf([subscription]).subscription_ids.length > 0
  if (!isHolding) {
    return null
  }
  return (
    <Section
      title={t("grants.title")}
      subtitle={t("grants.subscriptionHint")}
      actions={<AddGrant holder={{ subscription_id: subscription.id }} />}
    >
      <GrantList
        grants={grants}
        isError={isError}
        onRetry={refetch}
        empty={<Empty title={t("grants.empty")} hint={t("grants.emptyHint")} />}
      />
    </Section>
  )
}
