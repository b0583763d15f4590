// Places under the limits: taking and holding them (rules 17, 18, 31, 32). `returns.ts` gives them back.
import { generateEntityId } from "@medusajs/framework/utils"
import type { MedusaError } from "@medusajs/framework/utils"
import { stateRefusal } from "../../../engine"
import { refused } from "../../../tools/errors"
import { sorted } from "./limits"
import { toClaimRow, toCouponRow, toGate, toPromoCodeRow } from "../shared/mapping"
import type { StoredClaim, StoredCoupon, StoredPromoCode } from "../shared/mapping"
import { isPlaceRefusal, refusalError, refuse } from "../shared/refusals"
import { json } from "../../../tools/sql"
import { asBusy } from "../shared/db"
import type { Db } from "../shared/db"
import type { ClaimedPlace, ClaimInput, HoldInput } from "../types"

interface Pair {
  coupon: StoredCoupon
  promo_code: StoredPromoCode | null
}

/** SQLSTATEs that `coupon_take_places` raises; the message of the first is the refusal's code. */
const REFUSED = "CP001"
const STATE = "CP002"
const UNDONE = "CP003"

/** Takes a place for each input, all or none, in one round trip; see `CouponModuleService.claim`. */
export function claimPlaces(db: Db, inputs: ClaimInput[]): Promise<ClaimedPlace[]> {
  return takePlaces(db, inputs)
}

/** Holds a place for each input, all or none; one that this cart may not hold again is left out (rule 31). */
export function holdPlaces(db: Db, inputs: HoldInput[]): Promise<ClaimedPlace[]> {
  return takePlaces(db, inputs)
}

/**
 * The database function does it all (`take-places.sql.ts` has its steps and the order of locks): a claim that locks a limited
 * row must not keep it locked over round trips, and one without a limit should cost one.
 */
async function takePlaces(db: Db, inputs: (ClaimInput | HoldInput)[]): Promise<ClaimedPlace[]> {
  const asked = inputs.map((input) => ({
    ...input,
    id: generateEntityId(undefined, "claim"),
    customer_keys: keysOf(input),
    email: emailOf(input),
    override_limits: input.override_limits ?? false,
  }))
  try {
    const rows = await db.rows<{ claim: StoredClaim; is_new: boolean }>(
      "SELECT claim, is_new FROM coupon_take_places(?::jsonb) ORDER BY place",
      [json(asked)],
    )
    return rows.map(({ claim, is_new }) => ({ ...toClaimRow(claim), is_new }))
  } catch (error) {
    throw refusalOf(error, inputs)
  }
}

/** The e-mail of the time, which finds the claim when account or address are others by then. */
const emailOf = ({ customer_keys }: ClaimInput) => customer_keys.find((key) => key.includes("@")) ?? null

const keysOf = (input: ClaimInput) =>
  sorted([...input.customer_keys, ...(input.customer_key === null ? [] : [input.customer_key])])

/** The sentence for what the function raised; other errors as they are, lock failures as "busy". */
function refusalOf(error: unknown, inputs: ClaimInput[]): unknown {
  const { code, message = "", detail = "" } = error as { code?: string; message?: string; detail?: string }
  if (code === UNDONE) {
    return undone()
  }
  if (code === STATE) {
    return refusalOfState(JSON.parse(detail) as Pair & { place: number }, inputs)
  }
  const refusal = code === REFUSED ? message.split(" - ").at(-1) : undefined
  return isPlaceRefusal(refusal) ? refuse(refusal) : asBusy(error)
}

/** Why nobody is admitted, in the engine's words; that may have changed since the function looked. */
function refusalOfState({ place, coupon, promo_code }: Pair & { place: number }, inputs: ClaimInput[]): MedusaError {
  const gates = [
    ...(promo_code?.id ? [toGate("promo_code", toPromoCodeRow(promo_code))] : []),
    toGate("coupon", toCouponRow(coupon)),
  ]
  const refusal = stateRefusal(gates, (inputs[place]?.now ?? new Date(0)).getTime())
  return refusal ? refusalError(refusal) : undone()
}

const undone = () => refused("The same redemption was undone meanwhile. Please try again.", "busy")
