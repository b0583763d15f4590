// Everything about one customer's discounts: running ones, granted coupons, redemptions, subscriptions; and applying one.
import { Button, Tabs } from "@medusajs/ui"
import { useState } from "react"
import { useBilling } from "../../hooks/use-billing"
import { useCurrencies } from "../../hooks/use-currencies"
import { useDiscounts } from "../../hooks/use-discounts"
import { useHeldGrants } from "../../hooks/use-grants"
import { useSubscriptionsOf } from "../../hooks/use-subscriptions"
import { useTexts } from "../../hooks/use-texts"
import type { Subscription } from "../../lib/api-types"
import { holdingsOf } from "../../lib/held-grants"
import { AddGrant } from "../grants/add-grant"
import { ApplyDiscount } from "../discounts/apply-discount"
import { DiscountList } from "../discounts/discount-list"
import { GrantList } from "../grants/grant-list"
import { Empty } from "../shell/empty"
import { Section } from "../shell/section"
import { CreateSubscriptionButton } from "../subscriptions/create-subscription"
import { CustomerRedemptions } from "./customer-redemptions"
import { CustomerSubscriptions } from "./customer-subscriptions"

interface CustomerProps {
  customer_id: string
}

export function CustomerDiscounts({ customer_id }: CustomerProps) {
  const { t } = useTexts()
  const isBilling = useBilling()
  const [tab, setTab] = useState("discounts")
  const subscriptions = useSubscriptionsOf({ customer_id }, isBilling === true)
  // Without billing there is nothing to hold a grant by but the customer.
  const held = isBilling === false ? [] : subscriptions.data
  return (
    <Tabs value={tab} onValueChange={setTab}>
      <Section
        title={t("widgets.customer")}
        subtitle={t("widgets.customerHint")}
        actions={<Actions tab={tab} customer_id={customer_id} />}
      >
        <div className="px-6 py-3">
          <Tabs.List>
            <Tabs.Trigger value="discounts">{t("discounts.title")}</Tabs.Trigger>
            <Tabs.Trigger value="grants">{t("grants.title")}</Tabs.Trigger>
            <Tabs.Trigger value="redemptions">{t("redemptions.title")}</Tabs.Trigger>
            {isBilling && <Tabs.Trigger value="subscriptions">{t("subscriptions.title")}</Tabs.Trigger>}
          </Tabs.List>
        </div>
        <Tabs.Content value="discounts">
          <Discounts customer_id={customer_id} />
        </Tabs.Content>
        <Tabs.Content value="grants">{held && <Grants customer_id={customer_id} subscriptions={held} />}</Tabs.Content>
        <Tabs.Content value="redemptions">
          <CustomerRedemptions customer_id={customer_id} />
        </Tabs.Content>
        {isBilling && (
          <Tabs.Content value="subscriptions">
            <CustomerSubscriptions
              subscriptions={subscriptions.data}
              isError={subscriptions.isError}
              onRetry={() => void subscriptions.refetch()}
            />
          </Tabs.Content>
        )}
      </Section>
    </Tabs>
  )
}

function Actions({ tab, customer_id }: CustomerProps & { tab: string }) {
  switch (tab) {
    case "grants":
      return <AddGrant holder={{ customer_id }} />
    case "subscriptions":
      return <CreateSubscriptionButton given={{ customer_id }} />
    default:
      return <Apply customer_id={customer_id} />
  }
}

/** A discount of a customer takes effect on subscription invoices: nothing to apply where the shop bills none. */
function Apply({ customer_id }: CustomerProps) {
  const { t } = useTexts()
  const isBilling = useBilling()
  const [isOpen, setIsOpen] = useState(false)
  const { data: currencies = [] } = useCurrencies()
  if (!isBilling) {
    return null
  }
  return (
    <>
      <Button size="small" variant="secondary" onClick={() => setIsOpen(true)}>
        {t("apply.open")}
      </Button>
      {isOpen && (
        <ApplyDiscount
          targets={[{ key: "customer", kind: "customer", field: "customer_id", id: customer_id, name: "" }]}
          currencies={currencies.map(({ code }) => code)}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  )
}

function Discounts({ customer_id }: CustomerProps) {
  const { t } = useTexts()
  const { data, isError, refetch } = useDiscounts({ customer_id, order: "-created_at" })
  return (
    <DiscountList
      discounts={data}
      isError={isError}
      onRetry={() => void refetch()}
      empty={<Empty title={t("widgets.noDiscounts")} hint={t("widgets.noDiscountsHint")} />}
    />
  )
}

function Grants({ customer_id, subscriptions }: CustomerProps & { subscriptions: Subscription[] }) {
  const { t } = useTexts()
  const { grants, isError, refetch } = useHeldGrants(holdingsOf(subscriptions), customer_id)
  return (
    <GrantList
      grants={grants}
      isError={isError}
      onRetry={refetch}
      empty={<Empty title={t("grants.empty")} hint={t("grants.emptyHint")} />}
    />
  )
}
