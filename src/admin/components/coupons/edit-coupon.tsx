// Editing a coupon within rule 34: what a redeemed coupon keeps is shown locked, with the way out beside it.
import { Button, InlineTip, toast } from "@medusajs/ui"
import { useMemo } from "react"
import { useTimeZone, useUpdateCoupon } from "../../hooks/use-coupons"
import { useTexts } from "../../hooks/use-texts"
import type { Coupon } from "../../lib/api-types"
import type { CouponForm } from "../../lib/coupon-fields"
import { changesOf, formOfCoupon } from "../../lib/coupon-form"
import { CouponFormModal } from "../coupon-form/coupon-form-modal"

interface EditCouponProps {
  coupon: Coupon
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  onClone: () => void
}

export function EditCoupon({ coupon, isOpen, onOpenChange, onClone }: EditCouponProps) {
  const { t } = useTexts()
  const update = useUpdateCoupon(coupon.id)
  const time_zone = useTimeZone()
  const initial = useMemo(() => formOfCoupon(coupon, time_zone), [coupon, time_zone])
  const isLocked = coupon.times_redeemed > 0
  const send = async (form: CouponForm) => {
    const changes = changesOf(initial, form)
    if (Object.keys(changes).length > 0) {
      await update.mutateAsync(changes)
    }
    toast.success(t("edit.saved"))
    onOpenChange(false)
  }
  return (
    <CouponFormModal
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={t("edit.title", { name: coupon.name })}
      description={t("edit.description")}
      submit={t("common.save")}
      initial={initial}
      isNew={false}
      isLocked={isLocked}
      notice={isLocked ? <Notice taken={coupon.times_redeemed} onClone={onClone} /> : undefined}
      isSending={update.isPending}
      onSend={send}
    />
  )
}

function Notice({ taken, onClone }: { taken: number; onClone: () => void }) {
  const { t } = useTexts()
  return (
    <InlineTip label={t("edit.lockedTitle")} variant="info">
      {t("edit.lockedHint", { count: taken })}{" "}
      <Button size="small" variant="secondary" type="button" className="ml-1 align-middle" onClick={onClone}>
        {t("coupon.clone")}
      </Button>
    </InlineTip>
  )
}
