// English texts of the Admin pages, an area a file.
import { billing } from "./billing"
import { common } from "./common"
import { coupons } from "./coupons"
import { discounts } from "./discounts"
import { form } from "./form"
import { plans } from "./plans"
import { widgets } from "./widgets"
import { words } from "./words"

export const en = { ...common, ...coupons, ...words, ...form, ...billing, ...discounts, ...plans, ...widgets }
