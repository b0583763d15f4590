// Granting a coupon: to the holders of a plan, to one subscription, or to one customer.
import { Alert, Button, Drawer, toast } from "@medusajs/ui"
import { useState, type FormEvent } from "react"
import { useCreateGrant } from "../../hooks/use-grants"
import { useWords } from "../../hooks/use-words"
import { sentenceOf } from "../../lib/errors"
import { focusFirstInvalid } from "../../lib/focus"
import { CouponPicker } from "./coupon-picker"

export type Holder = { plan_id: string } | { subscription_id: string } | { customer_id: string }

/** The button that opens the drawer, and the drawer. */
export function AddGrant({ holder }: { holder: Holder }) {
  const { t } = useWords()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Drawer open={isOpen} onOpenChange={setIsOpen}>
      <Drawer.Trigger asChild>
        <Button size="small" variant="secondary">
          {t("grants.add")}
        </Button>
      </Drawer.Trigger>
      <Drawer.Content>
        <Drawer.Header>
          <Drawer.Title>{t("grants.add")}</Drawer.Title>
          <Drawer.Description>{t(`grants.addHints.${holderKind(holder)}`)}</Drawer.Description>
        </Drawer.Header>
        <AddGrantForm holder={holder} onDone={() => setIsOpen(false)} />
      </Drawer.Content>
    </Drawer>
  )
}

function holderKind(holder: Holder): "plan" | "subscription" | "customer" {
  if ("plan_id" in holder) return "plan"
  return "subscription_id" in holder ? "subscription" : "customer"
}

function AddGrantForm({ holder, onDone }: { holder: Holder; onDone: () => void }) {
  const { t } = useWords()
  const create = useCreateGrant()
  const [coupon_id, setCouponId] = useState("")
  const [wasSent, setWasSent] = useState(false)
  const send = (event: FormEvent<HTMLFormElement>) => {
    // A drawer opened from another one is inside its form for React, though not for the document.
    event.preventDefault()
    event.stopPropagation()
    setWasSent(true)
    if (coupon_id === "") return focusFirstInvalid(event.currentTarget)
    if (create.isPending) return
    create.mutate(
      { coupon_id, ...holder },
      {
        onSuccess: ({ grant }) => {
          toast.success(t("grants.added", { name: grant.coupon?.name ?? "" }))
          onDone()
        },
      },
    )
  }
  return (
    <form noValidate onSubmit={send} className="flex flex-1 flex-col overflow-hidden">
      <Drawer.Body className="flex flex-1 flex-col gap-y-5 overflow-y-auto">
        {create.error && (
          <Alert variant="error" role="alert">
            {sentenceOf(create.error, t("common.failed"))}
          </Alert>
        )}
        <CouponPicker
          value={coupon_id}
          error={wasSent && coupon_id === "" ? t("apply.errors.coupon") : undefined}
          hint={t("grants.couponHint")}
          onChange={setCouponId}
        />
      </Drawer.Body>
      <Drawer.Footer>
        <Drawer.Close asChild>
          <Button size="small" variant="secondary" type="button">
            {t("common.cancel")}
          </Button>
        </Drawer.Close>
        <Button size="small" type="submit" isLoading={create.isPending}>
          {t("grants.submit")}
        </Button>
      </Drawer.Footer>
    </form>
  )
}
