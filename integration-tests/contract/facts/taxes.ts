// What the seams for taxes stand on: where core reckons them, and what it prices after it.
import { fact, installedMinor } from "../fact"
import { inOrder, stepIn, stepsOf } from "../workflows"

const CART = "update-tax-lines"
const ORDER = "update-order-tax-lines"

const AFTER_TAXES = ["refresh-cart-items", "create-cart"]
/** What taxes a draft outside an edit, and the minor version of Medusa that began to; before it a draft's taxes stay. */
const OF_DRAFTS = [
  { flow: "update-draft-order", since: 19 },
  { flow: "convert-draft-order", since: 19 },
  { flow: "refresh-confirmed-draft-order-shipping-methods", since: 20 },
]

export const taxFacts = [
  fact({
    seam: CART,
    says: "`update-tax-lines` has the step `set-tax-lines-for-items`",
    moved: "update-tax-lines has no step set-tax-lines-for-items any more to guard.",
    look: () => stepIn(CART, "set-tax-lines-for-items"),
    holds: ({ exists }) => exists,
    doctored: { exists: false, compensated: false },
  }),
  fact({
    seam: CART,
    says: "as a part of `refresh-cart-items` and `create-cart` it comes before `update-cart-promotions`",
    moved: "A core flow reckons a cart's taxes after its promotions: savings on shipping are stored at the old rate.",
    look: () =>
      AFTER_TAXES.filter((flow) => inOrder(stepsOf(flow), `${CART}-as-step`, "update-cart-promotions-as-step")),
    holds: (flows) => flows.length === AFTER_TAXES.length,
    doctored: AFTER_TAXES.slice(1),
  }),
  fact({
    seam: ORDER,
    says: "`update-order-tax-lines` has the compensated step `set-order-tax-lines-for-items`",
    moved: "update-order-tax-lines has no compensated step set-order-tax-lines-for-items any more to guard.",
    look: () => stepIn(ORDER, "set-order-tax-lines-for-items"),
    holds: ({ exists, compensated }) => exists && compensated,
    doctored: { exists: true, compensated: false },
  }),
  fact({
    seam: ORDER,
    says: "drafts are taxed outside an edit by `update-order-tax-lines` alone",
    moved: "A core flow that taxes a draft order no longer runs update-order-tax-lines.",
    look: () =>
      OF_DRAFTS.filter(({ since }) => installedMinor() >= since)
        .map(({ flow }) => flow)
        .filter((flow) => !stepsOf(flow).includes(`${ORDER}-as-step`)),
    holds: (others) => others.length === 0,
    doctored: ["update-draft-order"],
  }),
]
