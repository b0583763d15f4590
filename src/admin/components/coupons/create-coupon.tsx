// Creating a coupon: the form step by step, and the new coupon's page after it.
import { toast } from "@medusajs/ui"
import { useNavigate } from "react-router-dom"
import { useCreateCoupon } from "../../hooks/use-coupons"
import { useTexts } from "../../hooks/use-texts"
import { emptyForm, type CouponForm } from "../../lib/coupon-fields"
import { requestOfForm } from "../../lib/coupon-form"
import { CouponFormModal } from "../coupon-form/coupon-form-modal"

interface CreateCouponProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}

export function CreateCoupon({ isOpen, onOpenChange }: CreateCouponProps) {
  const { t } = useTexts()
  const navigate = useNavigate()
  const create = useCreateCoupon()
  const send = async (form: CouponForm) => {
    const { id, name } = await create.mutateAsync({
      coupon: requestOfForm(form),
      code: form.code.trim(),
      activate: form.activate,
    })
    toast.success(t("form.created", { name }))
    onOpenChange(false)
    void navigate(`/coupons/${id}`)
  }
  return (
    <CouponFormModal
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={t("form.title")}
      description={t("form.description")}
      submit={t("form.submit")}
      initial={emptyForm}
      isNew
      isSending={create.isPending}
      onSend={send}
    />
  )
}
