// The coupon form: steps on top, fields on the left, what they mean on the right.
import { Alert, Button, FocusModal, Kbd, ProgressTabs } from "@medusajs/ui"
import { useRef, type FormEvent, type ReactNode } from "react"
import { useTexts } from "../../hooks/use-texts"
import { steps, type Step } from "../../lib/coupon-check"
import type { CouponForm } from "../../lib/coupon-fields"
import { keepOpenForLists } from "../../lib/focus"
import { CloseButton } from "../shell/close-button"
import { DurationStep } from "./duration-step"
import { LimitsStep } from "./limits-step"
import { ScopeStep } from "./scope-step"
import type { StepProps } from "./step-props"
import { SummaryPanel } from "./summary-panel"
import { SummaryStep } from "./summary-step"
import { useCouponForm } from "./use-coupon-form"
import { ValueStep } from "./value-step"

interface CouponFormModalProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  title: string
  description: string
  submit: string
  initial: CouponForm
  /** A new coupon goes step by step and ends with its first code; a stored one is saved from any step. */
  isNew: boolean
  isLocked?: boolean
  /** Shown above the fields: why some are locked, and what to do instead. */
  notice?: ReactNode
  isSending: boolean
  /** Settles with the request; what it throws is shown in the form. */
  onSend: (form: CouponForm) => Promise<unknown>
}

export function CouponFormModal(props: CouponFormModalProps) {
  return (
    <FocusModal open={props.isOpen} onOpenChange={props.onOpenChange}>
      <FocusModal.Content onEscapeKeyDown={keepOpenForLists}>
        <FocusModal.Title asChild>
          <h1 className="sr-only">{props.title}</h1>
        </FocusModal.Title>
        <FocusModal.Description className="sr-only">{props.description}</FocusModal.Description>
        <StepForm {...props} />
      </FocusModal.Content>
    </FocusModal>
  )
}

function StepForm({ initial, isNew, isLocked = false, submit, notice, isSending, onSend }: CouponFormModalProps) {
  const state = useCouponForm(initial, isNew)
  const element = useRef<HTMLFormElement>(null)
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const target = event.currentTarget
    // A drawer or list inside may have a form of its own, whose events pass through here.
    if (event.target !== target || isSending) {
      return
    }
    if (isNew && !state.isLastStep) {
      return state.goOn(target)
    }
    if (!state.isGood(target)) {
      return
    }
    onSend(state.form).catch((error: unknown) => state.refuse(error, target))
  }
  const stepProps: StepProps = { form: state.form, errors: state.errors, onChange: state.change, isLocked }
  return (
    <form ref={element} noValidate onSubmit={send} className="flex h-full flex-col overflow-hidden">
      <ProgressTabs
        value={state.step}
        onValueChange={(chosen) => state.goTo(steps.find((step) => step === chosen) ?? state.step)}
        className="flex h-full flex-col overflow-hidden"
      >
        <Header state={state} />
        <FocusModal.Body className="flex-1 overflow-y-auto">
          <div className="mx-auto flex w-full max-w-[1120px] flex-col gap-x-12 gap-y-8 px-6 py-10 lg:flex-row">
            <div className="flex min-w-0 flex-1 flex-col gap-y-8 pb-24">
              {notice}
              <ProgressTabs.Content value={state.step} className="flex flex-col gap-y-10">
                <StepFields step={state.step} isNew={isNew} {...stepProps} />
              </ProgressTabs.Content>
            </div>
            <div className="w-full shrink-0 lg:sticky lg:top-10 lg:w-[380px] lg:self-start">
              <SummaryPanel form={state.form} isNew={isNew} />
            </div>
          </div>
        </FocusModal.Body>
      </ProgressTabs>
      {state.failure && (
        <Alert variant="error" role="alert" className="mx-4 mb-3">
          {state.failure}
        </Alert>
      )}
      <Footer state={state} isNew={isNew} submit={submit} isSending={isSending} />
    </form>
  )
}

type FormState = ReturnType<typeof useCouponForm>

function Header({ state }: { state: FormState }) {
  const { t } = useTexts()
  return (
    <div className="flex items-center border-b">
      <div className="flex items-center gap-x-2 px-4 py-2">
        <FocusModal.Close asChild>
          <CloseButton />
        </FocusModal.Close>
        <Kbd>esc</Kbd>
      </div>
      <ProgressTabs.List aria-label={t("form.stepsLabel")} className="min-w-0 flex-1 border-l">
        {state.steps.map((step) => (
          <ProgressTabs.Trigger
            key={step}
            type="button"
            value={step}
            status={statusOf(step, state)}
            // The library's own grey is too faint to be read in the dark.
            className="text-ui-fg-subtle"
          >
            {t(`form.steps.${step}`)}
            {state.stepErrors.has(step) && <span className="sr-only"> ({t("form.stepWrong")})</span>}
          </ProgressTabs.Trigger>
        ))}
      </ProgressTabs.List>
    </div>
  )
}

function statusOf(step: Step, state: FormState) {
  if (state.stepErrors.has(step)) {
    return "in-progress"
  }
  if (state.wasChecked(step)) {
    return "completed"
  }
  return step === state.step ? "in-progress" : "not-started"
}

function StepFields({ step, isNew, ...props }: StepProps & { step: Step; isNew: boolean }) {
  switch (step) {
    case "value":
      return <ValueStep {...props} />
    case "scope":
      return <ScopeStep {...props} />
    case "duration":
      return <DurationStep {...props} />
    case "limits":
      return <LimitsStep {...props} />
    case "summary":
      return <SummaryStep {...props} isNew={isNew} />
  }
}

interface FooterProps {
  state: FormState
  isNew: boolean
  submit: string
  isSending: boolean
}

function Footer({ state, isNew, submit, isSending }: FooterProps) {
  const { t } = useTexts()
  const goBack = (form: HTMLFormElement | null) => form && state.goBack(form)
  return (
    <FocusModal.Footer>
      <FocusModal.Close asChild>
        <Button size="small" variant="secondary" type="button">
          {t("common.cancel")}
        </Button>
      </FocusModal.Close>
      {isNew && !state.isFirstStep && (
        <Button size="small" variant="secondary" type="button" onClick={(event) => goBack(event.currentTarget.form)}>
          {t("common.back")}
        </Button>
      )}
      <Button key={state.isLastStep ? "send" : "on"} size="small" type="submit" isLoading={isSending}>
        {isNew && !state.isLastStep ? t("common.continue") : submit}
      </Button>
    </FocusModal.Footer>
  )
}
