// The address of one coupon.
import { useParams, type UIMatch } from "react-router-dom"
import { late } from "../../../components/late"
import { PageState } from "../../../components/shell/page-state"
import { CouponCrumb } from "../../../components/shell/record-crumb"

const Coupon = late(async () => (await import("../../../components/late-pages")).CouponPage, <PageState error={null} />)

const CouponRoute = () => {
  const { id = "" } = useParams()
  // A copy opens on the page of its original: nothing of that one may stay.
  return <Coupon key={id} id={id} />
}

export const handle = { breadcrumb: ({ params }: UIMatch) => <CouponCrumb id={params.id ?? ""} /> }

export default CouponRoute
