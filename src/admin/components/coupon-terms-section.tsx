// A coupon's terms, one fact a line.
import { useWords } from "../hooks/use-words"
import type { Coupon } from "../lib/api-types"
import { Redeemed } from "./coupon-list"
import { Fact, Section } from "./section"

export function CouponTermsSection({ coupon }: { coupon: Coupon }) {
  const { t, words } = useWords()
  const restrictions = words.restrictions(coupon.restrictions)
  return (
    <Section title={t("coupon.terms")}>
      <Fact label={t("coupon.value")}>{words.value(coupon)}</Fact>
      <Fact label={t("coupon.duration")}>{words.duration(coupon)}</Fact>
      <Fact label={t("coupon.redeemableFor")}>{words.kinds(coupon)}</Fact>
      <Fact label={t("coupon.covers")}>
        <Lines lines={words.scope(coupon.scope)} />
      </Fact>
      <Fact label={t("coupon.redeemed")}>
        <Redeemed {...coupon} />
      </Fact>
      <Fact label={t("coupon.perCustomer")}>{coupon.max_redemptions_per_customer ?? t("common.unlimited")}</Fact>
      <Fact label={t("coupon.dates")}>{words.dates(coupon)}</Fact>
      <Fact label={t("coupon.restrictions")}>
        {restrictions.length > 0 ? <Lines lines={restrictions} /> : t("common.none")}
      </Fact>
      <Fact label={t("coupon.stackable")}>{t(coupon.stackable ? "coupon.yes" : "coupon.no")}</Fact>
      {coupon.description && <Fact label={t("coupon.description")}>{coupon.description}</Fact>}
    </Section>
  )
}

function Lines({ lines }: { lines: string[] }) {
  return (
    <ul className="flex flex-col gap-y-1">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
