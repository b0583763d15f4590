// How often something was redeemed, and of how many.
import { useTexts } from "../../hooks/use-texts"

export function Redeemed(counted: { times_redeemed: number; max_redemptions: number | null }) {
  const { t, format } = useTexts()
  const { times_redeemed: taken, max_redemptions: limit } = counted
  if (limit === null) {
    return <>{format.number(taken)}</>
  }
  return <>{t("coupons.redeemedOf", { taken: format.number(taken), limit: format.number(limit) })}</>
}
