// One coupon: its terms in words, how it is used, its promo codes and batches, its ledger, and what can be done with it.
import { useRef, useState } from "react"
import { BatchesSection } from "../codes/batches-section"
import { Columns } from "../shell/columns"
import { CouponHeader } from "./coupon-header"
import { CouponTermsSection } from "./coupon-terms-section"
import { PageState } from "../shell/page-state"
import { PromoCodesSection } from "../codes/promo-codes-section"
import { RedemptionsSection } from "../usage/redemptions-section"
import { UsageSection } from "../usage/usage-section"
import { useCoupon } from "../../hooks/use-coupons"

export function CouponPage({ id }: { id: string }) {
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
