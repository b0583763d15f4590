// What can be done with a plan.
import { Gift, PencilSquare, Plus, Trash } from "@medusajs/icons"
import { usePrompt } from "@medusajs/ui"
import { useDeletePlan } from "../../hooks/use-plans"
import { useReport } from "../../hooks/use-report"
import { useTexts } from "../../hooks/use-texts"
import type { Plan } from "../../lib/api-types"
import { ActionMenu } from "../shell/action-menu"

interface PlanMenuProps {
  plan: Plan
  onEdit: () => void
  onGrants: () => void
  /** A subscription with this plan. */
  onSubscribe: () => void
}

export function PlanMenu({ plan, onEdit, onGrants, onSubscribe }: PlanMenuProps) {
  const { t } = useTexts()
  const remove = useDeletePlan()
  const report = useReport()
  const prompt = usePrompt()
  const { id, name } = plan
  const ask = async () => {
    const isSure = await prompt({
      title: t("plans.deleteTitle", { name }),
      description: t("plans.deleteHint"),
      confirmText: t("plans.delete"),
      cancelText: t("common.cancel"),
    })
    if (isSure) {
      report(remove.mutateAsync(id), t("plans.deleted", { name }))
    }
  }
  return (
    <ActionMenu
      label={t("plans.actionsOf", { name })}
      actions={[
        { label: t("plans.edit"), icon: <PencilSquare />, onClick: onEdit },
        { label: t("grants.title"), icon: <Gift />, onClick: onGrants },
        { label: t("newSubscription.open"), icon: <Plus />, onClick: onSubscribe },
        { label: t("plans.delete"), icon: <Trash />, onClick: () => void ask(), isGrave: true },
      ]}
    />
  )
}
