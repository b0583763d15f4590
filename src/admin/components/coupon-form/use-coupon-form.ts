// The state of the coupon form: its step, what was typed, and what is wrong with it, here and on the server.
import { useState } from "react"
import { useRestrictionFields } from "../../hooks/use-restriction-fields"
import { useTexts } from "../../hooks/use-texts"
import { checkForm, firstStepWith, stepOfField, steps, type FormField, type Step } from "../../lib/coupon-check"
import type { CouponForm } from "../../lib/coupon-fields"
import { sentenceOf } from "../../lib/errors"
import { focusFirstInvalid, focusStep } from "../../lib/focus"
import { placeOf } from "../../lib/restrictions-form"
import { fieldOf, withoutPreamble } from "../../lib/server-errors"

type Errors = Partial<Record<FormField, string>>

/** Fields that the server's sentences may name; "code" stands for the first promo code. */
const named: FormField[] = [
  "name",
  "description",
  "percentage",
  "maximum_discount",
  "amounts",
  "allocation",
  "trial_days",
  "target",
  "applicable_to_credits",
  "redeemable_for",
  "scope",
  "duration",
  "max_redemptions",
  "max_redemptions_per_customer",
  "starts_at",
  "expires_at",
  "hold_minutes",
  "code",
]

/** Where a field that has no control of its own shows its error. */
const shownAt = (sentence: string, fields: FormField[]): FormField | null =>
  /duration_in_(months|cycles)/.test(sentence) ? "duration_count" : fieldOf(sentence, fields)

/**
 * A step is checked when it is left by "continue", and everything when the form is sent; from then on while typing. A sentence
 * of the server stays at its field until something is changed.
 */
export function useCouponForm(initial: CouponForm, isNew: boolean) {
  const { t } = useTexts()
  const fields = [...named, ...useRestrictionFields().map(({ key }) => placeOf(key))]
  const [form, setForm] = useState(initial)
  const [step, setStep] = useState<Step>("value")
  const [checked, setChecked] = useState<ReadonlySet<Step>>(new Set())
  const [refused, setRefused] = useState<{ sentence: string; field: FormField | null } | null>(null)

  const found = checkForm(form)
  const errors: Errors = Object.fromEntries(
    Object.entries(found).flatMap(([field, key]) =>
      key !== undefined && checked.has(stepOfField(field as FormField)) ? [[field, t(`form.errors.${key}`)]] : [],
    ),
  )
  if (refused?.field) {
    errors[refused.field] = refused.sentence
  }

  const show = (wrong: Step, element: HTMLElement) => {
    setStep(wrong)
    focusFirstInvalid(element)
  }
  const shownSteps: readonly Step[] = isNew ? steps : steps.filter((other) => other !== "summary")
  const after = shownSteps[shownSteps.indexOf(step) + 1] ?? null
  const before = shownSteps[shownSteps.indexOf(step) - 1] ?? null

  return {
    form,
    step,
    steps: shownSteps,
    isFirstStep: before === null,
    isLastStep: after === null,
    errors,
    /** A sentence that belongs to no field. */
    failure: refused && refused.field === null ? refused.sentence : null,
    stepErrors: new Set((Object.keys(errors) as FormField[]).map(stepOfField)),
    wasChecked: (asked: Step) => checked.has(asked),
    goTo: setStep,
    change: (change: Partial<CouponForm>) => {
      setForm((previous) => ({ ...previous, ...change }))
      setRefused(null)
    },
    goBack: (element: HTMLElement) => {
      if (before) {
        setStep(before)
      }
      focusStep(element)
    },
    /** Goes to the next step, unless something on this one is wrong. */
    goOn: (element: HTMLElement) => {
      setChecked((before) => new Set([...before, step]))
      const isWrong = (Object.keys(found) as FormField[]).some((field) => stepOfField(field) === step)
      if (isWrong) {
        focusFirstInvalid(element)
      } else if (after) {
        setStep(after)
        focusStep(element)
      }
    },
    /** True if the form can be sent; otherwise the first error is shown. */
    isGood: (element: HTMLElement): boolean => {
      setChecked(new Set(steps))
      const wrong = firstStepWith(found)
      if (wrong) {
        show(wrong, element)
      }
      return wrong === null
    },
    /** Shows what the server said, at the field it is about if there is one. */
    refuse: (error: unknown, element: HTMLElement) => {
      const sentence = withoutPreamble(sentenceOf(error, t("common.failed")))
      const field = shownAt(sentence, fields)
      setRefused({ sentence, field })
      if (field) {
        show(stepOfField(field), element)
      }
    },
  }
}
