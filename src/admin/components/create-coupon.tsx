// Creating a coupon: the button, and the form step by step.
import { Button, toast } from "@medusajs/ui"
import { useState } from "react"
import { useNavigate } from "react-router-dom"
import { useCreateCoupon } from "../hooks/use-coupons"
import { useWords } from "../hooks/use-words"
import { emptyForm, requestOfForm, type CouponForm } from "../lib/coupon-form"
import { CouponFormModal } from "./coupon-form/coupon-form-modal"

export function CreateCoupon({ variant = "secondary" }: { variant?: "primary" | "secondary" }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const create = useCreateCoupon()
  const [isOpen, setIsOpen] = useState(false)
  const send = async (form: CouponForm) => {
    const { id, name } = await create.mutateAsync({
      coupon: requestOfForm(form),
      code: form.code.trim(),
      activate: form.activate,
    })
    toast.success(t("form.created", { name }))
    setIsOpen(false)
    void navigate(`/coupons/${id}`)
  }
  return (
    <>
      <Button size="small" variant={variant} onClick={() => setIsOpen(true)}>
        {t("coupons.create")}
      </Button>
      <CouponFormModal
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={t("form.title")}
        description={t("form.description")}
        submit={t("form.submit")}
        initial={emptyForm}
        isNew
        isSending={create.isPending}
        onSend={send}
      />
    </>
  )
}
