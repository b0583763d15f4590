// German texts of the Admin pages, an area a file; the types keep them complete.
import type { Texts } from "./texts"
import { batches } from "./de/batches"
import { billing } from "./de/billing"
import { common } from "./de/common"
import { coupons } from "./de/coupons"
import { declines } from "./de/declines"
import { discounts } from "./de/discounts"
import { form } from "./de/form"
import { newSubscription } from "./de/new-subscription"
import { plans } from "./de/plans"
import { restrictions } from "./de/restrictions"
import { rules } from "./de/rules"
import { usage } from "./de/usage"
import { widgets } from "./de/widgets"
import { words } from "./de/words"

export const de: Texts = {
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
