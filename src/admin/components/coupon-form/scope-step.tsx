// Step 2: what it covers, and what it does not (rules 7 to 9).
import { useState } from "react"
import { Button } from "@medusajs/ui"
import type { PurchaseKind } from "../../../engine/types"
import { useBilling } from "../../hooks/use-billing"
import { useTexts } from "../../hooks/use-texts"
import { kindsOf } from "../../lib/coupon-form"
import type { RecordKind } from "../../lib/records"
import { isSideUsed, scopeIdLists, type ScopeIdList, type ScopeSide } from "../../lib/scope-form"
import { ChecksField } from "../form/checks-field"
import { PeriodsField } from "../form/periods-field"
import { RecordPicker } from "../form/record-picker"
import { Group, Lockable } from "./group"
import type { StepProps } from "./step-props"

const kindOf: Record<ScopeIdList, RecordKind> = {
  product_ids: "product",
  variant_ids: "variant",
  product_type_ids: "product_type",
  collection_ids: "collection",
  category_ids: "category",
  plan_ids: "plan",
}

export function ScopeStep(props: StepProps) {
  const { t } = useTexts()
  const { form, onChange } = props
  const { included, excluded } = form.scope
  const [isExcluding, setIsExcluding] = useState(isSideUsed(excluded))
  return (
    <>
      <Group title={t("form.steps.scope")} hint={t("scope.hint")}>
        <Lockable isLocked={props.isLocked}>
          <KindsField {...props} />
        </Lockable>
      </Group>
      <Group title={t("scope.included")} hint={t("scope.includedHint")}>
        <SideFields
          side={included}
          kinds={kindsOf(form)}
          onChange={(side) => onChange({ scope: { included: side, excluded } })}
        />
      </Group>
      <Group title={t("scope.excluded")} hint={t("scope.excludedHint")}>
        {isExcluding ? (
          <SideFields
            side={excluded}
            kinds={kindsOf(form)}
            onChange={(side) => onChange({ scope: { included, excluded: side } })}
          />
        ) : (
          <Button size="small" variant="secondary" type="button" className="w-fit" onClick={() => setIsExcluding(true)}>
            {t("scope.exclude")}
          </Button>
        )}
      </Group>
    </>
  )
}

const kinds: PurchaseKind[] = ["one_time", "subscription"]

function KindsField({ form, errors, onChange }: StepProps) {
  const { t } = useTexts()
  return (
    <fieldset disabled={form.type === "trial_extension"}>
      <ChecksField
        label={t("scope.kinds")}
        hint={t(form.type === "trial_extension" ? "scope.kindsTrial" : "scope.kindsHint")}
        error={errors.redeemable_for}
        values={kindsOf(form)}
        options={kinds.map((value) => ({ value, label: t(`words.kinds.${value}`) }))}
        onChange={(redeemable_for) => onChange({ redeemable_for })}
      />
    </fieldset>
  )
}

interface SideFieldsProps {
  side: ScopeSide
  kinds: PurchaseKind[]
  onChange: (side: ScopeSide) => void
}

/**
 * Plans and billing periods say nothing about one-time purchases, so they are shown only with subscriptions; a shop that
 * does not bill itself has no plans to pick from.
 */
function SideFields({ side, kinds, onChange }: SideFieldsProps) {
  const { t } = useTexts()
  const isBilling = useBilling()
  const hasPlans = kinds.includes("subscription") || side.plan_ids.length > 0 || side.billing_periods.length > 0
  return (
    <div className="grid items-start gap-4 md:grid-cols-2">
      {scopeIdLists
        .filter((list) => list !== "plan_ids" || (hasPlans && isBilling))
        .map((list) => (
          <RecordPicker
            key={list}
            kind={kindOf[list]}
            label={t(`scope.lists.${list}`)}
            ids={side[list]}
            onChange={(ids) => onChange({ ...side, [list]: ids })}
          />
        ))}
      {hasPlans && (
        <PeriodsField
          label={t("scope.lists.billing_periods")}
          hint={t("scope.periodsHint")}
          periods={side.billing_periods}
          onChange={(billing_periods) => onChange({ ...side, billing_periods })}
        />
      )}
    </div>
  )
}
