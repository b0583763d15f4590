// The workflows of discounts on orders that are no carts any more, or never were: draft orders.
export { changeDraftCodesWorkflow, splitCodes } from "./draft-codes"
export { applyToDraftWorkflow } from "./draft-discounts"
