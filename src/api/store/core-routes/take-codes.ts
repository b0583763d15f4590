// Middleware of core's cart routes: takes our promo codes out of `promo_codes`, which core would refuse, and has them
// entered and removed where core prices the cart (rule 29). It runs after core's own checks of the same route.
import type { AuthenticatedMedusaRequest, MedusaNextFunction, MedusaResponse } from "@medusajs/framework/http"
import type { MedusaRequest } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { reportRoutes } from "../../../integration/cart-codes"
import { invalid } from "../../../tools/errors"
import { askForChange } from "../../../lib/request-context"
import type { CodeChange } from "../../../lib/request-context"
import { priceAgain } from "../../../operations/cart/price-again"
import { splitCodes } from "./split-codes"
import type { SplitCodes } from "./split-codes"
import { end } from "../../../operations/unfinished"
import { refuseUnstorable } from "../../validate"
import { callerOf } from "../caller"
import { cartResponse } from "../carts/cart-response"
import { attemptOr429 } from "../guessing/attempt"
import { heldAnswer } from "./held-answer"

type CodesRequest = AuthenticatedMedusaRequest<{ promo_codes?: string[] }>

/** Nobody has more codes to enter at once; each is looked up by itself. */
const MOST_CODES = 50

/** `POST /store/carts` and `POST /store/carts/:id`: the list is all there is to be; without it nothing changes. */
export async function takeListedCodes(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction) {
  await takeCodes(req as CodesRequest, res, next, () => "replace")
}

/** `POST /store/carts/:id/promotions`: these too; an empty list removes all, as it does core's. */
export async function takeAddedCodes(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction) {
  await takeCodes(req as CodesRequest, res, next, (codes) => (codes.length > 0 ? "add" : "replace"))
}

/** `DELETE /store/carts/:id/promotions`: these no more; codes that are not on the cart are passed over, as core does. */
export async function takeRemovedCodes(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction) {
  await takeCodes(req as CodesRequest, res, next, () => "remove")
}

async function takeCodes(
  req: CodesRequest,
  res: MedusaResponse,
  next: MedusaNextFunction,
  modeOf: (codes: string[]) => CodeChange["mode"],
): Promise<void> {
  const checked = req.validatedBody as CodesRequest["validatedBody"] | undefined
  if (!checked) {
    reportRoutes(`Medusa had not checked the body of ${req.method} ${req.path} before the plugin read it.`)
  }
  const codes = checked?.promo_codes
  if (!codes) {
    next()
    return
  }
  refuseUnstorable(codes, "body")
  const cart_id = req.params.id ?? null
  const split = await splitCodes(req.scope, cart_id, codes)
  const mode = modeOf(codes)
  const concerns_us = mode === "replace" ? split.ours.length + split.entered.length > 0 : split.ours.length > 0
  if (!concerns_us) {
    next()
    return
  }
  if (split.tried.length > MOST_CODES) {
    throw invalid(`Enter at most ${MOST_CODES} promo codes at once.`)
  }
  const change: CodeChange = {
    mode,
    codes: split.ours,
    customer_id: callerOf(req),
    is_done: false,
    is_guess: false,
    unfinished_id: null,
  }
  req.validatedBody.promo_codes = leftForCore(mode, split)
  const goOn = mode === "add" && split.core.length === 0 ? () => void answerPricedAgain(req, res, next) : next
  const answered = () => answerOf(req, res, change, goOn)
  // Only codes that are tried can be guesses: nobody is kept from removing one, or from sending the same list again.
  const is_attempt = mode !== "remove" && split.tried.length > 0
  const answer = is_attempt ? await attemptOr429(req, res, cart_id, answered) : await answered()
  answer?.send()
}

/** Of codes to remove, core is told how we spell ours: it would take a promotion with the same code for one that stays. */
function leftForCore(mode: CodeChange["mode"], { core, ours, entered }: SplitCodes): string[] {
  return mode === "remove" ? [...core, ...ours, ...entered.map(({ promo_code }) => promo_code.code)] : core
}

interface Answered {
  is_guess: boolean
  send: () => void
}

/** What the rest of the request answers, not sent yet: a guess is counted before the guesser knows that it was one. */
async function answerOf(
  req: MedusaRequest,
  res: MedusaResponse,
  change: CodeChange,
  goOn: () => void,
): Promise<Answered> {
  const send = await heldAnswer(res, () => askForChange(change, goOn))
  if (!change.is_done && res.statusCode < 300) {
    const problem = `${req.method} ${req.path} answered without asking for our codes.`
    reportRoutes(problem)
    req.scope.resolve(ContainerRegistrationKeys.LOGGER).error(`coupons: ${problem} They were not entered.`)
  }
  // An answer that is no success leaves it to the job to look what core has done of it.
  if (res.statusCode < 300) {
    await end(req.scope, change.unfinished_id)
  }
  return { is_guess: change.is_guess, send }
}

/** Core takes an empty list for "remove all", so where nothing is left to add for core, the answer is given here. */
async function answerPricedAgain(req: CodesRequest, res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
  const cart_id = req.params.id ?? ""
  try {
    await priceAgain(req.scope, cart_id)
    res.status(200).json({ cart: await cartResponse(req, cart_id) })
  } catch (error) {
    next(error)
  }
}
