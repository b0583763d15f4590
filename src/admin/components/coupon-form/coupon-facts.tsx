// A coupon's terms, one fact a line; of a stored coupon or of one that is being typed.
import { useTimeZone } from "../../hooks/use-coupons"
import { useNames } from "../../hooks/use-records"
import { useRestrictionFields } from "../../hooks/use-restriction-fields"
import { useTexts } from "../../hooks/use-texts"
import type { CouponTerms } from "../../lib/api-types"
import { Lines } from "../shell/lines"
import { Fact } from "../shell/section"

interface CouponFactsProps {
  terms: CouponTerms
  /** Left out where the count of redemptions says the limit already. */
  isLimitShown?: boolean
}

export function CouponFacts({ terms, isLimitShown = true }: CouponFactsProps) {
  const { t, texts } = useTexts()
  const nameOf = useNames(terms.scope, terms.restrictions)
  const time_zone = useTimeZone()
  const restrictions = texts.restrictions(terms.restrictions, useRestrictionFields(), nameOf)
  const habits = texts.habits(terms)
  return (
    <>
      <Fact label={t("coupon.value")}>{texts.value(terms)}</Fact>
      {terms.type !== "trial_extension" && <Fact label={t("coupon.duration")}>{texts.duration(terms)}</Fact>}
      <Fact label={t("coupon.redeemableFor")}>{texts.kinds(terms)}</Fact>
      <Fact label={t("coupon.covers")}>
        <Lines lines={texts.scope(terms.scope, nameOf)} />
      </Fact>
      {isLimitShown && <Fact label={t("coupon.limit")}>{terms.max_redemptions ?? t("common.unlimited")}</Fact>}
      <Fact label={t("coupon.perCustomer")}>{terms.max_redemptions_per_customer ?? t("common.unlimited")}</Fact>
      <Fact label={t("coupon.dates")}>{texts.dates(terms, time_zone)}</Fact>
      <Fact label={t("coupon.restrictions")}>
        {restrictions.length > 0 ? <Lines lines={restrictions} /> : t("common.none")}
      </Fact>
      {habits.length > 0 && (
        <Fact label={t("coupon.habits")}>
          <Lines lines={habits} />
        </Fact>
      )}
    </>
  )
}
