// Creating a subscription: the form on the left, what will be billed on the right, then the button; what was not previewed is not
// sent. Opened from the list, from a customer and from a plan.
import { Alert, Button, FocusModal, Heading, Text, toast } from "@medusajs/ui"
import { useState, type FormEvent } from "react"
import { useNavigate } from "react-router-dom"
import { useCreateSubscription, useNewSubscriptionPreview } from "../../hooks/use-new-subscription"
import { useRecords } from "../../hooks/use-records"
import { usePaymentProviders } from "../../hooks/use-subscription-actions"
import { useTexts } from "../../hooks/use-texts"
import { sentenceOf } from "../../lib/errors"
import { focusFirstInvalid, keepOpenForLists } from "../../lib/focus"
import {
  checkNewSubscription,
  emptyNewSubscription,
  isComplete,
  requestOfNewSubscription,
  type Given,
  type NewSubscriptionForm,
} from "../../lib/new-subscription-form"
import { ModalHeader } from "../shell/modal-header"
import { NewSubscriptionFields } from "./new-subscription-fields"
import { NewSubscriptionPreview } from "./new-subscription-preview"

interface CreateSubscriptionProps {
  given?: Given
  onClose: () => void
}

export function CreateSubscription(props: CreateSubscriptionProps) {
  return (
    <FocusModal open onOpenChange={(isOpen) => !isOpen && props.onClose()}>
      <FocusModal.Content onEscapeKeyDown={keepOpenForLists}>
        <CreateSubscriptionForm {...props} />
      </FocusModal.Content>
    </FocusModal>
  )
}

/** A button that opens it. */
export function CreateSubscriptionButton({ given }: { given?: Given }) {
  const { t } = useTexts()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button size="small" variant="secondary" onClick={() => setIsOpen(true)}>
        {t("newSubscription.open")}
      </Button>
      {isOpen && <CreateSubscription given={given} onClose={() => setIsOpen(false)} />}
    </>
  )
}

function CreateSubscriptionForm({ given = {}, onClose }: CreateSubscriptionProps) {
  const { t } = useTexts()
  const { form, change, errors, request, send, failure, isSending } = useForm(given, onClose)
  const preview = useNewSubscriptionPreview(request)
  return (
    <form noValidate onSubmit={send} className="flex h-full flex-col overflow-hidden">
      <ModalHeader />
      <FocusModal.Body className="flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[1200px] flex-col gap-x-12 gap-y-8 px-6 py-10 lg:flex-row">
          <div className="flex min-w-0 flex-1 flex-col gap-y-8">
            <div>
              <FocusModal.Title asChild>
                <Heading>{t("newSubscription.title")}</Heading>
              </FocusModal.Title>
              <FocusModal.Description asChild>
                <Text size="small" className="text-ui-fg-subtle">
                  {t("newSubscription.description")}
                </Text>
              </FocusModal.Description>
            </div>
            <NewSubscriptionFields form={form} errors={errors} onChange={change} />
          </div>
          <div className="w-full shrink-0 lg:sticky lg:top-10 lg:w-[520px] lg:self-start">
            <NewSubscriptionPreview isReady={request !== null} preview={preview} />
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
        <Button size="small" type="submit" isLoading={isSending} disabled={request !== null && !preview.isOfRequest}>
          {t("newSubscription.submit")}
        </Button>
      </FocusModal.Footer>
    </form>
  )
}

/** The form's state; `request` is null while something is missing. */
function useForm(given: Given, onClose: () => void) {
  const { t } = useTexts()
  const navigate = useNavigate()
  const create = useCreateSubscription()
  const [typed, setForm] = useState<NewSubscriptionForm>(() => emptyNewSubscription(given))
  const [wasSent, setWasSent] = useState(false)
  const form = { ...typed, region_id: useOnly("region", typed.region_id) }
  const { data: providers } = usePaymentProviders(form.region_id === "" ? null : form.region_id)
  const problems = checkNewSubscription(form, providers)
  const request = isComplete(problems) ? requestOfNewSubscription(form) : null
  const send = (event: FormEvent<HTMLFormElement>) => {
    // A form in a modal of a widget bubbles to forms of the page.
    event.preventDefault()
    event.stopPropagation()
    setWasSent(true)
    if (request === null) {
      return focusFirstInvalid(event.currentTarget)
    }
    if (create.isPending) {
      return
    }
    create.mutate(request, {
      onSuccess: ({ id }) => {
        toast.success(t("newSubscription.done"))
        onClose()
        void navigate(`/billing-subscriptions/${id}`)
      },
    })
  }
  return {
    form,
    change: (change: Partial<NewSubscriptionForm>) => setForm((previous) => ({ ...previous, ...change })),
    errors: wasSent ? problems : { items: {}, discounts: {} },
    request,
    send,
    failure: create.error && sentenceOf(create.error, t("common.failed")),
    isSending: create.isPending,
  }
}

/** What was chosen, else the only one there is: a shop with one region is not asked for it. */
function useOnly(kind: "region", chosen: string): string {
  const { data } = useRecords(kind, "", true)
  const [only, ...more] = data?.records ?? []
  return chosen === "" && only && more.length === 0 ? only.id : chosen
}
