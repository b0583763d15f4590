// Types of the texts: every language has the keys of the English one, and code can only ask for keys that exist.
import type { en } from "./en"

/** The same keys, with any text. */
export type Shape<T> = { [K in keyof T]: T[K] extends string ? string : Shape<T[K]> }

/** The texts of one language. */
export type Texts = Shape<typeof en>

/** i18next picks `_one` or `_other` itself; code asks for the key without it. */
type Singular<K extends string> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K

type Paths<T, Prefix extends string = ""> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${Singular<K>}` : Paths<T[K], `${Prefix}${K}.`>
}[keyof T & string]

/** A key of the texts, as `t` takes it. */
export type TextKey = Paths<Texts>

/** Looks a text up and fills in its values; `count` chooses the plural. */
export type Translate = (key: TextKey, values?: Record<string, string | number>) => string

/** The i18next namespace of all our texts. */
export const namespace = "coupons"
