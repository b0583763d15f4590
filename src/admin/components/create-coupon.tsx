// Creating a coupon: a full-screen form with its meaning beside it.
import { Alert, Button, FocusModal, Heading, Text, toast } from "@medusajs/ui"
import { useMemo, useState, type FormEvent } from "react"
import { useNavigate } from "react-router-dom"
import { useCreateCoupon } from "../hooks/use-coupons"
import { useCurrencies } from "../hooks/use-currencies"
import { useWords } from "../hooks/use-words"
import { checkForm, emptyForm, requestOfForm, termsOfForm, type CouponForm } from "../lib/coupon-form"
import { sentenceOf } from "../lib/errors"
import { focusFirstInvalid } from "../lib/focus"
import { CouponFormFields } from "./coupon-form-fields"
import { CouponSummary } from "./coupon-summary"

/** The button that opens the form, and the form. */
export function CreateCoupon() {
  const { t } = useWords()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <FocusModal open={isOpen} onOpenChange={setIsOpen}>
      <FocusModal.Trigger asChild>
        <Button size="small" variant="secondary">
          {t("coupons.create")}
        </Button>
      </FocusModal.Trigger>
      <FocusModal.Content>
        <CreateCouponForm onDone={() => setIsOpen(false)} />
      </FocusModal.Content>
    </FocusModal>
  )
}

function CreateCouponForm({ onDone }: { onDone: () => void }) {
  const { t } = useWords()
  const { form, change, errors, failure, isSending, send } = useCouponForm(onDone)
  const { data: currencies = [] } = useCurrencies()
  const terms = useMemo(() => termsOfForm(form), [form])
  return (
    <form noValidate onSubmit={send} className="flex h-full flex-col overflow-hidden">
      <FocusModal.Header />
      <FocusModal.Body className="flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[1100px] flex-col gap-x-12 gap-y-8 px-6 py-10 lg:flex-row">
          <div className="flex min-w-0 flex-1 flex-col gap-y-8">
            <Titles />
            <CouponFormFields form={form} errors={errors} onChange={change} currencies={currencies} />
          </div>
          <div className="w-full shrink-0 lg:sticky lg:top-10 lg:w-[400px] lg:self-start">
            <CouponSummary
              terms={terms}
              code={form.code.trim()}
              activate={form.activate}
              currency_code={currencies[0]?.code ?? "eur"}
            />
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
        <Button size="small" type="submit" isLoading={isSending}>
          {t("form.submit")}
        </Button>
      </FocusModal.Footer>
    </form>
  )
}

function Titles() {
  const { t } = useWords()
  return (
    <div>
      <FocusModal.Title asChild>
        <Heading>{t("form.title")}</Heading>
      </FocusModal.Title>
      <FocusModal.Description asChild>
        <Text size="small" className="text-ui-fg-subtle">
          {t("form.description")}
        </Text>
      </FocusModal.Description>
    </div>
  )
}

/** The form's state: fields are checked once it was sent, and from then on while typing. */
function useCouponForm(onDone: () => void) {
  const { t } = useWords()
  const navigate = useNavigate()
  const create = useCreateCoupon()
  const [form, setForm] = useState<CouponForm>(emptyForm)
  const [wasSent, setWasSent] = useState(false)
  const errors = wasSent ? checkForm(form) : {}

  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setWasSent(true)
    if (Object.keys(checkForm(form)).length > 0) return focusFirstInvalid(event.currentTarget)
    if (create.isPending) return
    create.mutate(
      { coupon: requestOfForm(form), code: form.code.trim(), activate: form.activate },
      {
        onSuccess: ({ id, name }) => {
          toast.success(t("form.created", { name }))
          onDone()
          void navigate(`/coupons/${id}`)
        },
      },
    )
  }
  return {
    form,
    change: (change: Partial<CouponForm>) => setForm((previous) => ({ ...previous, ...change })),
    errors,
    failure: create.error && sentenceOf(create.error, t("common.failed")),
    isSending: create.isPending,
    send,
  }
}
