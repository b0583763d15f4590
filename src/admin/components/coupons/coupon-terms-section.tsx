// A coupon's terms, scope and restrictions in words, and how often it was redeemed.
import { useTexts } from "../../hooks/use-texts"
import type { Coupon } from "../../lib/api-types"
import { CouponFacts } from "../coupon-form/coupon-facts"
import { Redeemed } from "../usage/redeemed"
import { Fact, Section } from "../shell/section"

export function CouponTermsSection({ coupon }: { coupon: Coupon }) {
  const { t } = useTexts()
  const metadata = Object.entries(coupon.metadata)
  return (
    <>
      <Section title={t("coupon.terms")}>
        <Fact label={t("coupon.redeemed")}>
          <Redeemed {...coupon} />
        </Fact>
        <CouponFacts terms={coupon} isLimitShown={false} />
      </Section>
      {metadata.length > 0 && (
        <Section title={t("metadata.title")}>
          {metadata.map(([key, value]) => (
            <Fact key={key} label={key}>
              <span className="break-words">{typeof value === "string" ? value : JSON.stringify(value)}</span>
            </Fact>
          ))}
        </Section>
      )}
    </>
  )
}
