// What a subscription has been billed, with each invoice's PDF, order, and what can be done with it.
import { ArrowDownTray, ArrowPath, EnvelopeSolid, XCircle } from "@medusajs/icons"
import { IconButton, usePrompt } from "@medusajs/ui"
import { useState } from "react"
import { useReport } from "../../hooks/use-report"
import { useInvoiceAction, useInvoicePdf } from "../../hooks/use-subscription-actions"
import { invoicesPerPage, useInvoices } from "../../hooks/use-subscriptions"
import { useTexts } from "../../hooks/use-texts"
import type { Invoice, Subscription } from "../../lib/api-types"
import { statusNote } from "../../lib/invoice-reason"
import { isAskable, isAuthorized, isCollectable, isHopeless, isVoidable } from "../../lib/subscription"
import { ActionMenu, type Action } from "../shell/action-menu"
import { InvoiceBadge } from "../shell/badges"
import { useRetryReport } from "./use-retry-report"
import { DataList, type Column } from "../lists/data-list"
import { Empty } from "../shell/empty"
import { useInvoiceColumns } from "./invoice-columns"
import { Section } from "../shell/section"
import { TextLink } from "../shell/text-link"

export function InvoicesSection({ subscription }: { subscription: Subscription }) {
  const { t } = useTexts()
  const [offset, setOffset] = useState(0)
  const { data, isError, refetch } = useInvoices(subscription.id, offset)
  const columns = useColumns(subscription.time_zone)
  return (
    <Section title={t("subscription.invoices")} subtitle={t("subscription.invoicesHint")}>
      <DataList
        label={t("subscription.invoices")}
        columns={columns}
        rows={data?.invoices}
        rowId={(invoice) => invoice.id}
        isError={isError}
        onRetry={() => void refetch()}
        empty={<Empty title={t("subscription.noInvoices")} hint={t("subscription.noInvoicesHint")} />}
        pages={{
          count: data?.count ?? 0,
          isEstimate: data?.count_is_estimate,
          offset,
          size: invoicesPerPage,
          onOffset: setOffset,
        }}
      />
    </Section>
  )
}

function useColumns(time_zone: string | undefined): Column<Invoice>[] {
  const { t } = useTexts()
  const shared = useInvoiceColumns<Invoice>(time_zone)
  return [
    {
      id: "number",
      header: t("subscription.columns.number"),
      cell: ({ number, order_id }) =>
        order_id ? (
          <TextLink to={`/orders/${order_id}`} label={t("subscription.showOrderOf", { number })}>
            {number}
          </TextLink>
        ) : (
          <span className="text-ui-fg-base font-medium">{number}</span>
        ),
    },
    ...shared,
    {
      id: "status",
      header: t("subscription.columns.status"),
      cell: (invoice) => <Status invoice={invoice} />,
    },
    {
      id: "actions",
      header: t("subscription.columns.actions"),
      align: "right",
      cell: (invoice) => <Actions invoice={invoice} />,
    },
  ]
}

/** With the reason why it is not paid, or what makes it so; all of the sentence shows on hovering. */
function Status({ invoice }: { invoice: Invoice }) {
  const { t } = useTexts()
  const note = statusNote(t, invoice)
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <InvoiceBadge status={isAuthorized(invoice) ? "authorized" : invoice.status} />
      {note && (
        <span className="txt-compact-xsmall text-ui-fg-subtle" title={note.sentence || undefined}>
          {note.label}
        </span>
      )}
    </span>
  )
}

function Actions({ invoice }: { invoice: Invoice }) {
  const { t } = useTexts()
  const pdf = useInvoicePdf()
  const report = useReport()
  const { number } = invoice
  return (
    <span className="flex items-center justify-end gap-x-1">
      <IconButton
        size="small"
        variant="transparent"
        aria-label={t("subscription.pdfOf", { number })}
        isLoading={pdf.isPending}
        onClick={() => report(pdf.mutateAsync(invoice), t("subscription.pdfSaved", { number }))}
      >
        <ArrowDownTray />
      </IconButton>
      <InvoiceMenu invoice={invoice} />
    </span>
  )
}

function InvoiceMenu({ invoice }: { invoice: Invoice }) {
  const { t } = useTexts()
  const action = useInvoiceAction()
  const report = useReport()
  const reportRetry = useRetryReport()
  const prompt = usePrompt()
  const { id, number } = invoice
  const retry = async () => {
    const isSure = await prompt({
      variant: "confirmation",
      title: t("subscription.retryTitle", { number }),
      description: t("subscription.retryHint"),
      confirmText: t("subscription.retryNow"),
      cancelText: t("common.cancel"),
    })
    if (isSure) {
      reportRetry(action.mutateAsync({ id, verb: "retry" }))
    }
  }
  const ask = async () => {
    const isSure = await prompt({
      variant: "confirmation",
      title: t("subscription.askTitle", { number }),
      description: t("subscription.askHint"),
      confirmText: t("subscription.ask"),
      cancelText: t("common.cancel"),
    })
    if (isSure) {
      report(action.mutateAsync({ id, verb: "ask-customer" }), t("subscription.asked", { number }))
    }
  }
  const takeBack = async () => {
    const isSure = await prompt({
      title: t("subscription.voidTitle", { number }),
      description: t("subscription.voidHint"),
      confirmText: t("subscription.void"),
      cancelText: t("common.cancel"),
    })
    if (isSure) {
      report(action.mutateAsync({ id, verb: "void" }), t("subscription.voided", { number }))
    }
  }
  const actions: (Action | false)[] = [
    isCollectable(invoice) &&
      !isHopeless(invoice) && { label: t("subscription.retry"), icon: <ArrowPath />, onClick: () => void retry() },
    isAskable(invoice) && { label: t("subscription.ask"), icon: <EnvelopeSolid />, onClick: () => void ask() },
    isVoidable(invoice) && {
      label: t("subscription.void"),
      icon: <XCircle />,
      onClick: () => void takeBack(),
      isGrave: true,
    },
  ]
  const shown = actions.filter((one) => one !== false)
  return shown.length > 0 ? <ActionMenu label={t("subscription.actionsOf", { number })} actions={shown} /> : null
}
