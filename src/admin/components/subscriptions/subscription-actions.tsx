// The "…" menu of a subscription, and the forms its actions open.
import { ArrowPath, ArrowUturnLeft, CreditCard, Pause, XCircle } from "@medusajs/icons"
import { usePrompt } from "@medusajs/ui"
import { useState } from "react"
import { useReport } from "../../hooks/use-report"
import { readPauseCost, useSubscriptionAction } from "../../hooks/use-subscription-actions"
import { useTexts } from "../../hooks/use-texts"
import type { Subscription } from "../../lib/api-types"
import { possibleFor } from "../../lib/subscription"
import { ActionMenu, type Action } from "../shell/action-menu"
import { CancelSubscription } from "./cancel-subscription"
import { ChangePlan } from "./change-plan"
import { PaymentMethod } from "./payment-method"

type Form = "cancel" | "plan" | "payment" | null

export function SubscriptionActions({ subscription }: { subscription: Subscription }) {
  const { t } = useTexts()
  const [form, setForm] = useState<Form>(null)
  const action = useSubscriptionAction(subscription.id)
  const report = useReport()
  const prompt = usePrompt()
  const possible = possibleFor(subscription)
  const close = () => setForm(null)
  const pause = async () => {
    const cost = readPauseCost(subscription.id)
    const lost = await cost.catch(() => null)
    if (lost === null) {
      report(cost, t("subscription.paused"))
      return
    }
    const isSure = await prompt({
      variant: "confirmation",
      title: t("subscription.pauseTitle"),
      description: [
        t("subscription.pauseHint"),
        ...(lost > 0 ? [t("subscription.pauseCost", { count: lost })] : []),
      ].join(" "),
      confirmText: t("subscription.pause"),
      cancelText: t("common.cancel"),
    })
    if (isSure) {
      report(action.mutateAsync({ verb: "pause" }), t("subscription.paused"))
    }
  }
  const resume = () => report(action.mutateAsync({ verb: "resume" }), t("subscription.resumed"))
  const actions: (Action | false)[] = [
    possible.changePlan && { label: t("changePlan.open"), icon: <ArrowPath />, onClick: () => setForm("plan") },
    possible.paymentMethod && { label: t("payment.open"), icon: <CreditCard />, onClick: () => setForm("payment") },
    possible.pause && { label: t("subscription.pause"), icon: <Pause />, onClick: () => void pause() },
    possible.resume && { label: t("subscription.resume"), icon: <ArrowUturnLeft />, onClick: resume },
    possible.cancelNow && {
      label: t("cancelSubscription.open"),
      icon: <XCircle />,
      onClick: () => setForm("cancel"),
      isGrave: true,
    },
  ]
  const shown = actions.filter((action) => action !== false)
  return (
    <>
      {shown.length > 0 && <ActionMenu label={t("subscription.actions")} actions={shown} />}
      {form === "cancel" && <CancelSubscription subscription={subscription} onClose={close} />}
      {form === "plan" && <ChangePlan subscription={subscription} onClose={close} />}
      {form === "payment" && <PaymentMethod subscription={subscription} onClose={close} />}
    </>
  )
}
