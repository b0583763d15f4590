// One coupon: its terms in words, how it is used, its promo codes and batches, its ledger, and what can be done with it.
import { useRef, useState } from "react"
import { useParams, type UIMatch } from "react-router-dom"
import { BatchesSection } from "../../../components/batches/batches-section"
import { Columns } from "../../../components/columns"
import { CouponHeader } from "../../../components/coupon-header"
import { CouponTermsSection } from "../../../components/coupon-terms-section"
import { PageState } from "../../../components/page-state"
import { PromoCodesSection } from "../../../components/promo-codes-section"
import { CouponCrumb } from "../../../components/record-crumb"
import { RedemptionsSection } from "../../../components/redemptions-section"
import { UsageSection } from "../../../components/usage/usage-section"
import { useCoupon } from "../../../hooks/use-coupons"

const CouponPage = () => {
  const { id = "" } = useParams()
  // A copy opens on the page of its original: nothing of that one may stay.
  return <CouponOf key={id} id={id} />
}

function CouponOf({ id }: { id: string }) {
  const { data: coupon, error } = useCoupon(id)
  const [batchId, setBatchId] = useState("")
  const codes = useRef<HTMLDivElement>(null)
  const showBatch = (id: string) => {
    setBatchId(id)
    codes.current?.scrollIntoView({ block: "start" })
  }
  if (!coupon) {
    return <PageState error={error} />
  }
  return (
    <Columns
      main={
        <>
          <CouponHeader coupon={coupon} />
          <div ref={codes}>
            <PromoCodesSection key={batchId} coupon={coupon} batchId={batchId} onBatch={setBatchId} />
          </div>
          <BatchesSection coupon={coupon} onBatch={showBatch} />
          <UsageSection couponId={coupon.id} />
          <RedemptionsSection couponId={coupon.id} />
        </>
      }
      side={<CouponTermsSection coupon={coupon} />}
    />
  )
}

export const handle = { breadcrumb: ({ params }: UIMatch) => <CouponCrumb id={params.id ?? ""} /> }

export default CouponPage
