// The forms of code batches without their looks: what was typed, what is wrong, and the requests they become (rule 37).
import { capacity, DEFAULT_ALPHABET, generateCode, isValidCode, normaliseCode } from "../../engine/codes"
import { hasRoom, MAX_BATCH_CODES, MAX_CODE_LENGTH, smallestLength, usualLength } from "../../engine/code-room"
import type { Restrictions } from "../../engine/restrictions/rows"
import { checkGate, type FormErrorKey } from "./coupon-check"
import {
  checkRestrictions,
  emptyRestrictionsForm,
  restrictionsOfForm,
  type RestrictionPlace,
  type RestrictionsForm,
} from "./restrictions-form"
import { isBlank, readCount, readDecimal } from "./typed"

/** What all codes of a batch share; dates are plain days. */
export interface BatchGateForm {
  /** Blank: no limit. */
  max_redemptions: string
  max_redemptions_per_customer: string
  starts_at: string
  expiry: "never" | "day" | "days"
  expires_at: string
  expires_in_days: string
  channel: string
}

export interface BatchForm extends BatchGateForm {
  quantity: string
  prefix: string
  /** Blank: as long as the quantity needs. */
  length: string
  /** Blank: no look-alikes. */
  alphabet: string
  restrictions: RestrictionsForm
}

export type BatchErrorKey = FormErrorKey | "quantity" | "prefix" | "length" | "room" | "alphabet" | "expiryDays"
export type BatchErrors = Partial<Record<keyof BatchForm | RestrictionPlace, BatchErrorKey>>

export const emptyGateForm: BatchGateForm = {
  max_redemptions: "1",
  max_redemptions_per_customer: "",
  starts_at: "",
  expiry: "never",
  expires_at: "",
  expires_in_days: "30",
  channel: "",
}

export const emptyBatchForm: BatchForm = {
  ...emptyGateForm,
  quantity: "100",
  prefix: "",
  length: "",
  alphabet: "",
  restrictions: emptyRestrictionsForm,
}

/** The alphabet that codes are made of: each character once, the engine's own where none is typed. */
export function alphabetOf(form: Pick<BatchForm, "alphabet">): string {
  return [...new Set(normaliseCode(form.alphabet) || DEFAULT_ALPHABET)].join("")
}

/** How many characters follow the prefix; null while neither length nor quantity can be read. */
export function lengthOf(form: Pick<BatchForm, "quantity" | "length" | "alphabet">): number | null {
  if (!isBlank(form.length)) {
    return readCount(form.length, MAX_CODE_LENGTH)
  }
  const quantity = readCount(form.quantity, MAX_BATCH_CODES)
  return quantity === null || alphabetOf(form).length < 2 ? null : usualLength(quantity, alphabetOf(form))
}

/** What the pattern can do. */
export interface Room {
  /** Different codes it can make. */
  capacity: number
  isEnough: boolean
  /** The smallest length that would do. */
  smallest: number
  /** One code as it may look. */
  sample: string
}

/** The room of what was typed; null while it cannot be told. `randomBelow(n)` gives a whole number from 0 to n - 1. */
export function roomOf(form: BatchForm, randomBelow: (n: number) => number): Room | null {
  const quantity = readCount(form.quantity, MAX_BATCH_CODES)
  const length = lengthOf(form)
  const alphabet = alphabetOf(form)
  if (quantity === null || length === null || checkPattern(form).prefix || !isAlphabet(alphabet)) {
    return null
  }
  return {
    capacity: capacity(length, alphabet),
    isEnough: hasRoom(quantity, { length, alphabet }),
    smallest: smallestLength(quantity, alphabet),
    sample: generateCode({ prefix: form.prefix.trim(), length, alphabet }, randomBelow),
  }
}

const isAlphabet = (alphabet: string) => alphabet.length >= 2 && /^[\p{L}\p{N}]+$/u.test(alphabet)

/** Everything that is wrong, by field. The server has the last word. */
export function checkBatchForm(form: BatchForm): BatchErrors {
  return { ...checkPattern(form), ...checkGateForm(form), ...checkRestrictions(form.restrictions) }
}

function checkPattern(form: BatchForm): BatchErrors {
  const errors: BatchErrors = {}
  const alphabet = alphabetOf(form)
  const quantity = readCount(form.quantity, MAX_BATCH_CODES)
  const length = lengthOf(form)
  if (quantity === null) {
    errors.quantity = "quantity"
  }
  if (!isAlphabet(alphabet)) {
    errors.alphabet = "alphabet"
  } else if (length === null && quantity !== null) {
    errors.length = "length"
  } else if (length !== null && quantity !== null && !hasRoom(quantity, { length, alphabet })) {
    errors.length = "room"
  }
  const prefix = normaliseCode(form.prefix)
  if (!isValidCode(`${prefix}A`) || prefix.length + (length ?? 0) > MAX_CODE_LENGTH) {
    errors.prefix = "prefix"
  }
  return errors
}

/** Limits, dates and channel of a batch or an import. */
export function checkGateForm(form: BatchGateForm): BatchErrors {
  const dates = form.expiry === "day" ? form : { ...form, expires_at: "" }
  const isNoDays = form.expiry === "days" && readDays(form.expires_in_days) === null
  return {
    ...checkGate(dates),
    ...(form.expiry === "day" && form.expires_at === "" ? { expires_at: "required" as const } : {}),
    ...(isNoDays ? { expires_in_days: "expiryDays" as const } : {}),
    ...(form.channel.trim().length > 100 ? { channel: "long" as const } : {}),
  }
}

/** Days of a relative expiry; 0 is the day of the request itself. */
function readDays(typed: string): number | null {
  const days = readDecimal(typed, 0)
  return days !== null && days <= 36_500 ? days : null
}

/** What a batch and an import are asked for alike; a limit of null is none. */
export interface BatchGateRequest {
  max_redemptions: number | null
  max_redemptions_per_customer?: number
  starts_at?: string
  expires_at?: string
  expires_in_days?: number
  channel?: string
}

/** The body of `POST /admin/coupons/:id/code-batches`. */
export interface CreateBatchRequest extends BatchGateRequest {
  quantity: number
  prefix?: string
  length?: number
  alphabet?: string
  restrictions?: Restrictions
}

/** The request for a form that `checkGateForm` finds nothing wrong with. */
export function requestOfGateForm(form: BatchGateForm): BatchGateRequest {
  const each = readCount(form.max_redemptions_per_customer)
  const days = form.expiry === "days" ? readDays(form.expires_in_days) : null
  return {
    max_redemptions: readCount(form.max_redemptions),
    ...(each === null ? {} : { max_redemptions_per_customer: each }),
    ...(form.starts_at ? { starts_at: form.starts_at } : {}),
    ...(form.expiry === "day" && form.expires_at ? { expires_at: form.expires_at } : {}),
    ...(days === null ? {} : { expires_in_days: days }),
    ...(form.channel.trim() ? { channel: form.channel.trim() } : {}),
  }
}

/** The request for a form that `checkBatchForm` finds nothing wrong with. */
export function requestOfBatchForm(form: BatchForm): CreateBatchRequest {
  const restrictions = restrictionsOfForm(form.restrictions)
  const length = readCount(form.length, MAX_CODE_LENGTH)
  return {
    quantity: readCount(form.quantity, MAX_BATCH_CODES) ?? 0,
    ...(form.prefix.trim() ? { prefix: form.prefix.trim() } : {}),
    ...(length === null ? {} : { length }),
    ...(isBlank(form.alphabet) ? {} : { alphabet: form.alphabet.trim() }),
    ...requestOfGateForm(form),
    ...(Object.keys(restrictions).length > 0 ? { restrictions } : {}),
  }
}
