// Shows what needs billing only where the shop bills; a page says why it is empty, a widget stays away.
import { Container } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useBilling } from "../../hooks/use-billing"
import { useTexts } from "../../hooks/use-texts"
import { Empty } from "../shell/empty"
import { PageState } from "../shell/page-state"

export function NeedsBilling({ children }: { children: ReactNode }) {
  const { t } = useTexts()
  const isBilling = useBilling()
  if (isBilling === undefined) {
    return <PageState error={null} />
  }
  if (isBilling) {
    return <>{children}</>
  }
  return (
    <Container className="p-0">
      <Empty title={t("subscriptions.off")} hint={t("subscriptions.offHint")} />
    </Container>
  )
}
