// The coupons a plan gives to everybody who holds it (rule 24).
import { Drawer, Text } from "@medusajs/ui"
import { usePlanGrants } from "../../hooks/use-grants"
import { useTexts } from "../../hooks/use-texts"
import type { Plan } from "../../lib/api-types"
import { AddGrant } from "../grants/add-grant"
import { GrantList } from "../grants/grant-list"
import { CloseButton } from "../shell/close-button"
import { Empty } from "../shell/empty"

export function PlanGrants({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const { t } = useTexts()
  const { data, isError, refetch } = usePlanGrants([plan.id])
  return (
    <Drawer open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Drawer.Content>
        <div className="flex items-start justify-between gap-x-4 border-b px-6 py-4">
          <div className="flex flex-col gap-y-1">
            <Drawer.Title>{t("grants.planTitle", { plan: plan.name })}</Drawer.Title>
            <Drawer.Description asChild>
              <Text size="small" className="text-ui-fg-subtle text-pretty">
                {t("grants.planHint")}
              </Text>
            </Drawer.Description>
          </div>
          <Drawer.Close asChild>
            <CloseButton />
          </Drawer.Close>
        </div>
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
