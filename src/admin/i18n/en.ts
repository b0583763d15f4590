// English texts of the Admin pages, an area a file.
import { batches } from "./en/batches"
import { billing } from "./en/billing"
import { common } from "./en/common"
import { coupons } from "./en/coupons"
import { declines } from "./en/declines"
import { discounts } from "./en/discounts"
import { form } from "./en/form"
import { newSubscription } from "./en/new-subscription"
import { plans } from "./en/plans"
import { restrictions } from "./en/restrictions"
import { rules } from "./en/rules"
import { usage } from "./en/usage"
import { widgets } from "./en/widgets"
import { words } from "./en/words"

export const en = {
  ...common,
  ...coupons,
  ...batches,
  ...usage,
  ...rules,
  ...restrictions,
  ...words,
  ...form,
  ...billing,
  ...declines,
  ...discounts,
  ...newSubscription,
  ...plans,
  ...widgets,
}
