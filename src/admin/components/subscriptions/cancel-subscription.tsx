// Cancelling asks when: at the end of the paid period, or at once.
import { Prompt } from "@medusajs/ui"
import { useState } from "react"
import { useReport } from "../../hooks/use-report"
import { useSubscriptionAction } from "../../hooks/use-subscription-actions"
import { useTexts } from "../../hooks/use-texts"
import type { Subscription } from "../../lib/api-types"
import { possibleFor } from "../../lib/subscription"
import { ChoiceField, type Choice } from "../form/choice-field"

type When = "period_end" | "now"

export function CancelSubscription({ subscription, onClose }: { subscription: Subscription; onClose: () => void }) {
  const { t, format } = useTexts()
  const action = useSubscriptionAction(subscription.id)
  const report = useReport()
  const canWait = possibleFor(subscription).cancelAtEnd
  const [when, setWhen] = useState<When>(canWait ? "period_end" : "now")
  const date = format.date(subscription.current_period_end, subscription.time_zone)
  const choices: Choice<When>[] = [
    ...(canWait
      ? [
          {
            value: "period_end" as const,
            label: t("cancelSubscription.atEnd", { date }),
            description: t("cancelSubscription.atEndHint"),
          },
        ]
      : []),
    { value: "now", label: t("cancelSubscription.now"), description: t("cancelSubscription.nowHint") },
  ]
  const cancel = () => {
    const at_period_end = when === "period_end"
    const done = at_period_end ? t("cancelSubscription.doneAtEnd", { date }) : t("cancelSubscription.done")
    report(action.mutateAsync({ verb: "cancel", body: { at_period_end } }), done)
  }
  return (
    <Prompt open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Prompt.Content>
        <Prompt.Header>
          <Prompt.Title>{t("cancelSubscription.title")}</Prompt.Title>
          <Prompt.Description>{t("cancelSubscription.hint")}</Prompt.Description>
        </Prompt.Header>
        <div className="px-6 pt-4">
          <ChoiceField
            label={t("cancelSubscription.when")}
            value={when}
            columns={1}
            choices={choices}
            onChange={setWhen}
          />
        </div>
        <Prompt.Footer>
          <Prompt.Cancel>{t("cancelSubscription.keep")}</Prompt.Cancel>
          <Prompt.Action onClick={cancel}>{t("cancelSubscription.open")}</Prompt.Action>
        </Prompt.Footer>
      </Prompt.Content>
    </Prompt>
  )
}
