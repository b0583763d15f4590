// What needs an admin's eye: an invoice that was declined or waits for stock, and when it is tried again, a pause, an end or a change that waits.
import { Alert, Button, Text } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useReport } from "../../hooks/use-report"
import { useInvoiceAction, useSubscriptionAction } from "../../hooks/use-subscription-actions"
import { useOpenInvoices, usePlans } from "../../hooks/use-subscriptions"
import { useTexts } from "../../hooks/use-texts"
import type { Invoice, Subscription } from "../../lib/api-types"
import { reasonSentence } from "../../lib/invoice-reason"
import { isCollectable, isHopeless, possibleFor } from "../../lib/subscription"
import { useRetryReport } from "../invoices/use-retry-report"

export function SubscriptionNotices({ subscription }: { subscription: Subscription }) {
  const { data: open } = useOpenInvoices(subscription.id)
  const declined = open?.filter(isCollectable) ?? []
  return (
    <>
      {declined.map((invoice) => (
        <Declined key={invoice.id} invoice={invoice} time_zone={subscription.time_zone} />
      ))}
      <Waiting subscription={subscription} />
      <ComingPlan subscription={subscription} />
    </>
  )
}

interface NoticeProps {
  variant: "warning" | "info" | "error"
  title: string
  children: ReactNode
  action?: ReactNode
}

function Notice({ variant, title, children, action }: NoticeProps) {
  return (
    <Alert variant={variant} className="items-start">
      <div className="flex w-full flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <Text size="small" weight="plus">
            {title}
          </Text>
          <Text size="small" className="text-ui-fg-subtle text-pretty">
            {children}
          </Text>
        </div>
        {action}
      </div>
    </Alert>
  )
}

/**
 * Why an invoice is not paid and when it is tried again (rule 40). What will never pay is not asked again (rule 59). Want of stock is the shop's own affair: no error of the
 * customer's, and no attempt that counts.
 */
function Declined({ invoice, time_zone }: { invoice: Invoice; time_zone: string | undefined }) {
  const { t, format } = useTexts()
  const action = useInvoiceAction()
  const report = useRetryReport()
  const reportAsked = useReport()
  const { id, number, attempt_count, failure_code, next_attempt_at, total, currency_code } = invoice
  const waits = failure_code === "out_of_stock"
  const needsCustomer = invoice.payment_status === "requires_action"
  const needsOtherMethod = isHopeless(invoice)
  const values = { number, amount: format.money(total, currency_code) }
  const retry = () => report(action.mutateAsync({ id, verb: "retry" }))
  const ask = () => reportAsked(action.mutateAsync({ id, verb: "ask-customer" }), t("subscription.asked", { number }))
  return (
    <Notice
      variant={waits ? "warning" : "error"}
      title={t(
        waits ? "subscription.waitsForStock" : needsCustomer ? "subscription.needsCustomer" : "subscription.declined",
        values,
      )}
      action={
        <div className="flex flex-wrap gap-2">
          {(needsCustomer || needsOtherMethod) && (
            <Button size="small" variant="secondary" isLoading={action.isPending} onClick={ask}>
              {t("subscription.ask")}
            </Button>
          )}
          {!needsOtherMethod && (
            <Button size="small" variant="secondary" isLoading={action.isPending} onClick={retry}>
              {t("subscription.retryNow")}
            </Button>
          )}
        </div>
      }
    >
      {[
        reasonSentence(t, invoice),
        waits ? "" : t("subscription.attempts", { count: attempt_count }),
        next_attempt_at
          ? t(waits ? "subscription.nextLook" : "subscription.nextAttempt", {
              date: format.date(next_attempt_at, time_zone),
            })
          : t(needsOtherMethod ? "subscription.needsOtherMethod" : "subscription.noNextAttempt"),
      ]
        .filter(Boolean)
        .join(" ")}
    </Notice>
  )
}

function Waiting({ subscription }: { subscription: Subscription }) {
  const { t, format } = useTexts()
  const action = useSubscriptionAction(subscription.id)
  const report = useReport()
  const { status, cancel_at_period_end, current_period_end, paused_at, time_zone } = subscription
  if (!possibleFor(subscription).resume) {
    return null
  }
  const isPaused = status === "paused"
  const button = (
    <Button
      size="small"
      variant="secondary"
      isLoading={action.isPending}
      onClick={() => report(action.mutateAsync({ verb: "resume" }), t("subscription.resumed"))}
    >
      {t(isPaused ? "subscription.resume" : "subscription.keep")}
    </Button>
  )
  if (isPaused) {
    return (
      <Notice
        variant="info"
        title={t("subscription.pausedSince", { date: paused_at ? format.date(paused_at, time_zone) : "–" })}
        action={button}
      >
        {t("subscription.pausedHint")}
      </Notice>
    )
  }
  return cancel_at_period_end ? (
    <Notice
      variant="warning"
      title={t("subscription.endsOn", { date: format.date(current_period_end, time_zone) })}
      action={button}
    >
      {t("subscription.endsHint")}
    </Notice>
  ) : null
}

/** A change of plan that waits for the end of the period; choosing the present plan again takes it back. */
function ComingPlan({ subscription }: { subscription: Subscription }) {
  const { t, format } = useTexts()
  const { data: plans } = usePlans()
  const action = useSubscriptionAction(subscription.id)
  const report = useReport()
  const { scheduled_change, plan_id, time_zone } = subscription
  if (!scheduled_change) {
    return null
  }
  const takeBack = () =>
    report(action.mutateAsync({ verb: "change-plan", body: { plan_id } }), t("changePlan.takenBack"))
  return (
    <Notice
      variant="info"
      title={t("changePlan.scheduled", {
        plan: plans?.get(scheduled_change.plan_id)?.name ?? t("subscription.plan"),
        date: format.date(scheduled_change.effective_at, time_zone),
      })}
      action={
        <Button size="small" variant="secondary" isLoading={action.isPending} onClick={takeBack}>
          {t("changePlan.takeBack")}
        </Button>
      }
    >
      {t("changePlan.scheduledHint")}
    </Notice>
  )
}
