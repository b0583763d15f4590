// The texts as the dashboard takes them from a plugin: language, then namespace.
import { de } from "./de"
import { en } from "./en"

export default { en: { coupons: en }, de: { coupons: de } }
