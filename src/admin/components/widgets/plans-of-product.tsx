// The plans of a product's variants: list, create, change, delete, and what each plan grants its holders (rules 24 and 39).
import { Badge, Button } from "@medusajs/ui"
import { useState } from "react"
import { useBilling } from "../../hooks/use-billing"
import { usePlanGrants } from "../../hooks/use-grants"
import { usePlansOf, useProductVariants, type Variant } from "../../hooks/use-plans"
import { useTexts } from "../../hooks/use-texts"
import type { Grant, Plan } from "../../lib/api-types"
import { DataList, type Column } from "../lists/data-list"
import { Empty } from "../shell/empty"
import { Section } from "../shell/section"
import { CreateSubscription } from "../subscriptions/create-subscription"
import { PlanDrawer } from "./plan-drawer"
import { PlanGrants } from "./plan-grants"
import { PlanMenu } from "./plan-menu"

type Opened = { form: "new" } | { form: "edit" | "grants" | "subscribe"; plan: Plan } | null

/** Nothing where the shop does not bill. */
export function PlansOfProduct({ product_id }: { product_id: string }) {
  return useBilling() ? <Plans product_id={product_id} /> : null
}

function Plans({ product_id }: { product_id: string }) {
  const { t } = useTexts()
  const [opened, setOpened] = useState<Opened>(null)
  const variants = useProductVariants(product_id, true)
  const plans = usePlansOf((variants.data ?? []).map(({ id }) => id))
  const grants = usePlanGrants((plans.data ?? []).map(({ id }) => id))
  const columns = useColumns(variants.data ?? [], grants.data ?? [], setOpened)
  const isWithoutVariants = variants.data?.length === 0
  const close = () => setOpened(null)
  const create = !isWithoutVariants && (
    <Button size="small" variant="secondary" onClick={() => setOpened({ form: "new" })}>
      {t("plans.create")}
    </Button>
  )
  return (
    <Section title={t("plans.title")} subtitle={t("plans.subtitle")} actions={create}>
      <DataList
        label={t("plans.title")}
        columns={columns}
        rows={isWithoutVariants ? [] : plans.data}
        rowId={({ id }) => id}
        isError={variants.isError || plans.isError}
        onRetry={() => void Promise.all([variants.refetch(), plans.refetch()])}
        empty={<Empty title={t("plans.empty")} hint={t("plans.emptyHint")} />}
      />
      {opened?.form === "new" && variants.data && (
        <PlanDrawer plan={null} variants={variants.data} plans={plans.data ?? []} onClose={close} />
      )}
      {opened?.form === "edit" && variants.data && (
        <PlanDrawer plan={opened.plan} variants={variants.data} plans={plans.data ?? []} onClose={close} />
      )}
      {opened?.form === "grants" && <PlanGrants plan={opened.plan} onClose={close} />}
      {opened?.form === "subscribe" && <CreateSubscription given={{ plan_id: opened.plan.id }} onClose={close} />}
    </Section>
  )
}

function useColumns(variants: Variant[], grants: Grant[], open: (opened: Opened) => void): Column<Plan>[] {
  const { t, texts } = useTexts()
  const titles = new Map(variants.map(({ id, title }) => [id, title]))
  const namesOf = (plan: Plan) =>
    grants.filter(({ plan_id }) => plan_id === plan.id).map(({ coupon }) => coupon?.name ?? t("grants.deleted"))
  return [
    {
      id: "name",
      header: t("plans.columns.name"),
      cell: ({ name, is_default }) => (
        <span className="text-ui-fg-base flex items-center gap-x-2 font-medium">
          {name}
          {is_default && (
            <Badge size="2xsmall" color="blue">
              {t("plans.default")}
            </Badge>
          )}
        </span>
      ),
    },
    { id: "variant", header: t("plans.columns.variant"), cell: ({ variant_id }) => titles.get(variant_id) ?? "–" },
    { id: "every", header: t("plans.columns.every"), cell: (plan) => texts.every(plan) },
    {
      id: "trial",
      header: t("plans.columns.trial"),
      cell: ({ trial_days }) => (trial_days > 0 ? t("plans.trialDays", { count: trial_days }) : "–"),
    },
    {
      id: "grants",
      header: t("plans.columns.grants"),
      cell: (plan) => {
        const granted = namesOf(plan).join(", ") || t("grants.addShort")
        return (
          <Button
            size="small"
            variant="transparent"
            className="-ml-2 max-w-56 justify-start truncate"
            aria-label={`${t("grants.ofPlan", { plan: plan.name })}: ${granted}`}
            onClick={() => open({ form: "grants", plan })}
          >
            {granted}
          </Button>
        )
      },
    },
    {
      id: "actions",
      header: t("plans.columns.actions"),
      align: "right",
      cell: (plan) => (
        <PlanMenu
          plan={plan}
          onEdit={() => open({ form: "edit", plan })}
          onGrants={() => open({ form: "grants", plan })}
          onSubscribe={() => open({ form: "subscribe", plan })}
        />
      ),
    },
  ]
}
