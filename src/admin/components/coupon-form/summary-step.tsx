// Step 5: everything in words, the first promo code, and whether it starts at once.
import { useTexts } from "../../hooks/use-texts"
import { termsOfForm } from "../../lib/coupon-form"
import { CouponFacts } from "./coupon-facts"
import { SwitchField } from "../form/switch-field"
import { TextField } from "../form/text-field"
import { Group } from "./group"
import type { StepProps } from "./step-props"

export function SummaryStep({ form, errors, onChange, isNew }: StepProps & { isNew: boolean }) {
  const { t } = useTexts()
  const terms = termsOfForm(form)
  return (
    <>
      {isNew && (
        <Group title={t("form.codeSection")} hint={t("form.codeSectionHint")}>
          <TextField
            label={t("form.code")}
            hint={t("form.codeHint")}
            error={errors.code}
            isOptional
            autoFocus
            placeholder="SUMMER20"
            value={form.code}
            onChange={(code) => onChange({ code })}
          />
          <SwitchField
            label={t("form.activate")}
            hint={t("form.activateHint")}
            isOn={form.activate}
            onChange={(activate) => onChange({ activate })}
          />
        </Group>
      )}
      {terms && (
        <Group title={t("form.check")} hint={t("form.checkHint")}>
          <div className="border-ui-border-base divide-ui-border-base divide-y rounded-lg border">
            <CouponFacts terms={terms} />
          </div>
        </Group>
      )}
    </>
  )
}
