// German texts of the Admin pages, an area a file; the types keep them complete.
import type { Texts } from "../texts"
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

export const de: Texts = {
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
