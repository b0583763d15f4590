// English texts of the Admin pages, an area a file.
import { batches } from "./batches"
import { billing } from "./billing"
import { common } from "./common"
import { coupons } from "./coupons"
import { form } from "./form"
import { rules } from "./rules"
import { usage } from "./usage"
import { words } from "./words"

export const en = { ...common, ...coupons, ...batches, ...usage, ...rules, ...words, ...form, ...billing }
