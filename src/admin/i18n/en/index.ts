// English texts of the Admin pages, an area a file.
import { batches } from "./batches"
import { billing } from "./billing"
import { common } from "./common"
import { coupons } from "./coupons"
import { discounts } from "./discounts"
import { form } from "./form"
import { plans } from "./plans"
import { rules } from "./rules"
import { usage } from "./usage"
import { widgets } from "./widgets"
import { words } from "./words"

export const en = {
  ...common,
  ...coupons,
  ...batches,
  ...usage,
  ...rules,
  ...words,
  ...form,
  ...billing,
  ...discounts,
  ...plans,
  ...widgets,
}
