// The head of a coupon's page: name, state, the promise in words, activate and archive.
import { Button, Text } from "@medusajs/ui"
import { useActivateCoupon } from "../hooks/use-coupons"
import { useReport } from "../hooks/use-report"
import { useWords } from "../hooks/use-words"
import type { Coupon } from "../lib/api-types"
import { ArchiveCoupon } from "./archive-coupon"
import { StateBadge } from "./badges"
import { Section } from "./section"

export function CouponHeader({ coupon }: { coupon: Coupon }) {
  const { words } = useWords()
  return (
    <Section level="h1" title={coupon.name} actions={<Actions coupon={coupon} />}>
      <div className="flex flex-col gap-y-1 px-6 py-4">
        <Text className="text-pretty">{words.promise(coupon).join(" ")}</Text>
        {coupon.status !== "archived" && (
          <Text size="small" className="text-ui-fg-subtle text-pretty">
            {words.conditions(coupon).join(" ")}
          </Text>
        )}
      </div>
    </Section>
  )
}

function Actions({ coupon }: { coupon: Coupon }) {
  const { t } = useWords()
  const activate = useActivateCoupon(coupon.id)
  const report = useReport()
  const onActivate = () => report(activate.mutateAsync(), t("coupon.activated"))
  return (
    <>
      <StateBadge state={coupon.state} />
      {coupon.status === "draft" && (
        <Button size="small" isLoading={activate.isPending} onClick={onActivate}>
          {t("coupon.activate")}
        </Button>
      )}
      {coupon.status !== "archived" && <ArchiveCoupon couponId={coupon.id} />}
    </>
  )
}
