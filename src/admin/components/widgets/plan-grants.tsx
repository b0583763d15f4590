// The coupons a plan gives to everybody who holds it (rule 24).
import { Drawer } from "@medusajs/ui"
import { usePlanGrants } from "../../hooks/use-grants"
import { useWords } from "../../hooks/use-words"
import type { Plan } from "../../lib/api-types"
import { AddGrant } from "../billing/add-grant"
import { GrantList } from "../billing/grant-list"
import { Empty } from "../empty"

export function PlanGrants({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const { t } = useWords()
  const { data, isError, refetch } = usePlanGrants([plan.id])
  return (
    <Drawer open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Drawer.Content>
        <Drawer.Header>
          <Drawer.Title>{t("grants.planTitle", { plan: plan.name })}</Drawer.Title>
          <Drawer.Description>{t("grants.planHint")}</Drawer.Description>
        </Drawer.Header>
        <Drawer.Body className="flex-1 overflow-y-auto p-0">
          <GrantList
            grants={data}
            isError={isError}
            onRetry={() => void refetch()}
            isSourceShown={false}
            empty={<Empty title={t("grants.planEmpty")} hint={t("grants.planEmptyHint")} />}
          />
        </Drawer.Body>
        <Drawer.Footer>
          <AddGrant holder={{ plan_id: plan.id }} />
        </Drawer.Footer>
      </Drawer.Content>
    </Drawer>
  )
}
