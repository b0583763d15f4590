// A code leads to one place: to one live promo code, and never to a core promotion as well.
import type { IPromotionModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { normaliseCode, TRIAL_CODE } from "../../engine"
import { refused } from "../../tools/errors"
import type CouponModuleService from "../../modules/coupon/service"
import { likeExactly } from "../search"

/** `code` of an error that refuses a code because something answers to it. */
export const CODE_IS_TAKEN = "word_is_taken"

/** Letters that SQL takes for different ones and `normaliseCode` does not. */
const FOLDED = /[Iiİı\p{Pd}]/gu
/** More promotions do not differ from a code in these letters only. */
const MOST_ALIKE = 200

const refuse = (message: string) => refused(message, CODE_IS_TAKEN)

/** The refusal of a code that a live promo code has. */
const codeIsTaken = (code: string) =>
  refuse(
    `The code ${code} is in use by another promo code (case and spaces do not matter). Archive that one, or choose another word.`,
  )

/** The unique index decides between two that create the same code at the same moment. */
const isDuplicateCode = (error: unknown): boolean =>
  error instanceof Error && /code[ _]normalised/.test(error.message) && /already exists/.test(error.message)

/** The error of writing `code`, as a refusal where another request wrote it first. */
export const asRefusal = (error: unknown, code: string): unknown => (isDuplicateCode(error) ? codeIsTaken(code) : error)

/** Throws NOT_ALLOWED when a live promo code or a core promotion answers to `code`, whatever its case. */
export async function refuseTakenCode(
  container: MedusaContainer,
  service: CouponModuleService,
  code: string,
): Promise<void> {
  const code_normalised = normaliseCode(code)
  if (code_normalised === TRIAL_CODE) {
    throw refuse(`The word ${TRIAL_CODE} is kept for trials. Choose another word.`)
  }
  const found = await service.findCode(code)
  if (found?.promo_code.status === "active") {
    throw codeIsTaken(code)
  }
  const promotions = container.resolve<IPromotionModuleService>(Modules.PROMOTION)
  const spellings = [...new Set([code_normalised, code])].map((spelling) => likeExactly(spelling).replace(FOLDED, "_"))
  const alike = await promotions.listPromotions(
    { $or: spellings.map((pattern) => ({ code: { $ilike: pattern } })) },
    { take: MOST_ALIKE, select: ["id", "code"] },
  )
  const promotion = alike.find((one) => normaliseCode(one.code ?? "") === code_normalised)
  if (promotion) {
    throw refuse(
      `The code ${code} is in use by Medusa's promotion ${promotion.code ?? promotion.id}. Choose another word.`,
    )
  }
}
