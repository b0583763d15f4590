// Putting a discount somewhere: the form on the left, what it does to the coming invoices on the right, then the button.
import { Alert, Button, FocusModal, Heading, Text, toast } from "@medusajs/ui"
import { useState, type FormEvent } from "react"
import { useApplyDiscount, useDiscountPreview } from "../../hooks/use-discounts"
import { useTexts } from "../../hooks/use-texts"
import {
  checkApplyForm,
  emptyApplyForm,
  requestOfApplyForm,
  type ApplyForm,
  type ApplyRequest,
  type Target,
} from "../../lib/apply-form"
import { sentenceOf } from "../../lib/errors"
import { focusFirstInvalid, keepOpenForLists } from "../../lib/focus"
import { ApplyFields } from "./apply-fields"
import { DiscountPreviewPane } from "./discount-preview-pane"
import { ModalHeader } from "../shell/modal-header"

export interface ApplyDiscountProps {
  /** Where it can go; the first one is chosen. */
  targets: [Target, ...Target[]]
  /** Currencies an amount can be in, the likeliest first. */
  currencies: string[]
  time_zone?: string
  onClose: () => void
}

export function ApplyDiscount(props: ApplyDiscountProps) {
  return (
    <FocusModal open onOpenChange={(isOpen) => !isOpen && props.onClose()}>
      <FocusModal.Content onEscapeKeyDown={keepOpenForLists}>
        <ApplyDiscountForm {...props} />
      </FocusModal.Content>
    </FocusModal>
  )
}

function ApplyDiscountForm({ targets, currencies, time_zone, onClose }: ApplyDiscountProps) {
  const { t } = useTexts()
  const { form, change, target, errors, request, send, failure, isSending } = useApplyForm(targets, currencies, onClose)
  const preview = useDiscountPreview(request)
  const isPreviewed = request !== null && preview.isSuccess && !preview.isFetching
  return (
    <form noValidate onSubmit={send} className="flex h-full flex-col overflow-hidden">
      <ModalHeader />
      <FocusModal.Body className="flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[1100px] flex-col gap-x-12 gap-y-8 px-6 py-10 lg:flex-row">
          <div className="flex min-w-0 flex-1 flex-col gap-y-8">
            <div>
              <FocusModal.Title asChild>
                <Heading>{t("apply.title")}</Heading>
              </FocusModal.Title>
              <FocusModal.Description asChild>
                <Text size="small" className="text-ui-fg-subtle">
                  {t("apply.description")}
                </Text>
              </FocusModal.Description>
            </div>
            <ApplyFields
              form={form}
              errors={errors}
              target={target}
              targets={targets}
              currencies={currencies}
              onChange={change}
            />
          </div>
          <div className="w-full shrink-0 lg:sticky lg:top-10 lg:w-[440px] lg:self-start">
            <DiscountPreviewPane isReady={request !== null} preview={preview} time_zone={time_zone} />
          </div>
        </div>
      </FocusModal.Body>
      {failure && (
        <Alert variant="error" role="alert" className="mx-4 mb-3">
          {failure}
        </Alert>
      )}
      <FocusModal.Footer>
        <FocusModal.Close asChild>
          <Button size="small" variant="secondary" type="button">
            {t("common.cancel")}
          </Button>
        </FocusModal.Close>
        {/* What was not previewed is not sent; an incomplete form can be, to be told what is missing. */}
        <Button size="small" type="submit" isLoading={isSending} disabled={request !== null && !isPreviewed}>
          {t("apply.submit")}
        </Button>
      </FocusModal.Footer>
    </form>
  )
}

/** The form's state; `request` is null while something is missing. */
function useApplyForm(targets: ApplyDiscountProps["targets"], currencies: string[], onClose: () => void) {
  const { t } = useTexts()
  const apply = useApplyDiscount()
  const [form, setForm] = useState<ApplyForm>(() => emptyApplyForm(targets[0].key, currencies[0] ?? "eur"))
  const [wasSent, setWasSent] = useState(false)
  const target = targets.find(({ key }) => key === form.target) ?? targets[0]
  const problems = checkApplyForm(form, target)
  const request: ApplyRequest | null = Object.keys(problems).length === 0 ? requestOfApplyForm(form, target) : null
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setWasSent(true)
    if (request === null) {
      return focusFirstInvalid(event.currentTarget)
    }
    if (apply.isPending) {
      return
    }
    apply.mutate(request, {
      onSuccess: ({ discount }) => {
        toast.success(t("apply.done", { name: discount.name }))
        onClose()
      },
    })
  }
  return {
    form,
    change: (change: Partial<ApplyForm>) => setForm((previous) => ({ ...previous, ...change })),
    target,
    errors: wasSent ? problems : {},
    request,
    send,
    failure: apply.error && sentenceOf(apply.error, t("common.failed")),
    isSending: apply.isPending,
  }
}
