// One coupon: its terms in words, its promo codes, its redemptions, and what can be done with it.
import { useParams, type UIMatch } from "react-router-dom"
import { Columns } from "../../../components/columns"
import { CouponHeader } from "../../../components/coupon-header"
import { CouponTermsSection } from "../../../components/coupon-terms-section"
import { PageState } from "../../../components/page-state"
import { CouponCrumb } from "../../../components/record-crumb"
import { PromoCodesSection } from "../../../components/promo-codes-section"
import { RedemptionsSection } from "../../../components/redemptions-section"
import { useCoupon } from "../../../hooks/use-coupons"

const CouponPage = () => {
  const { id = "" } = useParams()
  const { data: coupon, error } = useCoupon(id)
  if (!coupon) return <PageState error={error} />
  return (
    <Columns
      main={
        <>
          <CouponHeader coupon={coupon} />
          <PromoCodesSection coupon={coupon} />
          <RedemptionsSection couponId={coupon.id} />
        </>
      }
      side={<CouponTermsSection coupon={coupon} />}
    />
  )
}

export const handle = { breadcrumb: ({ params }: UIMatch) => <CouponCrumb id={params.id ?? ""} /> }

export default CouponPage
