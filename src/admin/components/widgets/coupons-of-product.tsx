// The active coupons whose scope covers a product, however it is bought (rules 7 to 9).
import { Text } from "@medusajs/ui"
import { useCouponsCovering } from "../../hooks/use-discounts"
import { useTexts } from "../../hooks/use-texts"
import type { Coupon } from "../../lib/api-types"
import { Section } from "../shell/section"
import { TextLink } from "../shell/text-link"
import { WidgetState } from "./widget-state"

const SHOWN = 8

export function CouponsOfProduct({ product_id }: { product_id: string }) {
  const { t } = useTexts()
  const { data, error, refetch } = useCouponsCovering(product_id, SHOWN)
  return (
    <Section title={t("widgets.coupons")} subtitle={t("widgets.couponsHint")}>
      {data ? (
        <Coupons coupons={data.coupons} count={data.count} />
      ) : (
        <WidgetState error={error} onRetry={() => void refetch()} />
      )}
    </Section>
  )
}

function Coupons({ coupons, count }: { coupons: Coupon[]; count: number }) {
  const { t } = useTexts()
  if (coupons.length === 0) {
    return (
      <Text size="small" className="text-ui-fg-subtle px-6 py-4 text-pretty">
        {t("widgets.noCoupons")} <TextLink to="/coupons">{t("widgets.toCoupons")}</TextLink>
      </Text>
    )
  }
  return (
    <>
      <ul className="divide-y">
        {coupons.map((coupon) => (
          <Row key={coupon.id} coupon={coupon} />
        ))}
      </ul>
      {count > coupons.length && (
        <Text size="small" className="text-ui-fg-subtle px-6 py-3">
          {t("widgets.moreCoupons", { count: count - coupons.length })}{" "}
          <TextLink to="/coupons">{t("widgets.toCoupons")}</TextLink>
        </Text>
      )}
    </>
  )
}

function Row({ coupon }: { coupon: Coupon }) {
  const { texts } = useTexts()
  return (
    <li className="flex flex-col gap-y-0.5 px-6 py-3">
      <TextLink to={`/coupons/${coupon.id}`}>{coupon.name}</TextLink>
      <Text size="small" leading="compact" className="text-ui-fg-subtle">
        {texts.value(coupon)} · {texts.duration(coupon)} · {texts.kinds(coupon)}
      </Text>
    </li>
  )
}
