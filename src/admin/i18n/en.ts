// English texts of the Admin pages, an area a file.
import { batches } from "./en/batches"
import { billing } from "./en/billing"
import { common } from "./en/common"
import { coupons } from "./en/coupons"
import { form } from "./en/form"
import { rules } from "./en/rules"
import { usage } from "./en/usage"
import { words } from "./en/words"

export const en = { ...common, ...coupons, ...batches, ...usage, ...rules, ...words, ...form, ...billing }
