// Granting a coupon: to the holders of a plan, to one subscription, or to one customer.
import { Button, toast } from "@medusajs/ui"
import { useState } from "react"
import { useCreateGrant } from "../../hooks/use-grants"
import { useTexts } from "../../hooks/use-texts"
import { sentenceOf } from "../../lib/errors"
import { focusFirstInvalid } from "../../lib/focus"
import { FormDrawer } from "../form/form-drawer"
import { CouponPicker } from "../form/coupon-picker"

export type Holder = { plan_id: string } | { subscription_id: string } | { customer_id: string }

/** The button that opens the drawer, and the drawer. */
export function AddGrant({ holder }: { holder: Holder }) {
  const { t } = useTexts()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button size="small" variant="secondary" onClick={() => setIsOpen(true)}>
        {t("grants.add")}
      </Button>
      {isOpen && <GrantDrawer holder={holder} onClose={() => setIsOpen(false)} />}
    </>
  )
}

function holderKind(holder: Holder): "plan" | "subscription" | "customer" {
  if ("plan_id" in holder) {
    return "plan"
  }
  return "subscription_id" in holder ? "subscription" : "customer"
}

function GrantDrawer({ holder, onClose }: { holder: Holder; onClose: () => void }) {
  const { t } = useTexts()
  const create = useCreateGrant()
  const [coupon_id, setCouponId] = useState("")
  const [wasSent, setWasSent] = useState(false)
  const send = (element: HTMLFormElement) => {
    setWasSent(true)
    if (coupon_id === "") {
      return focusFirstInvalid(element)
    }
    create.mutate(
      { coupon_id, ...holder },
      {
        onSuccess: ({ grant }) => {
          toast.success(t("grants.added", { name: grant.coupon?.name ?? "" }))
          onClose()
        },
      },
    )
  }
  return (
    <FormDrawer
      title={t("grants.add")}
      hint={t(`grants.addHints.${holderKind(holder)}`)}
      isOpen
      onOpenChange={onClose}
      failure={create.error && sentenceOf(create.error, t("common.failed"))}
      submit={t("grants.submit")}
      isSending={create.isPending}
      onSubmit={send}
    >
      <CouponPicker
        value={coupon_id}
        error={wasSent && coupon_id === "" ? t("apply.errors.coupon") : undefined}
        hint={t("grants.couponHint")}
        onChange={setCouponId}
      />
    </FormDrawer>
  )
}
