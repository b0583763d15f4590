// For shops whose subscriptions are billed by somebody else (rule 44): one workflow call per moment of a subscription's life.
export { discountRenewalWorkflow } from "./discount-renewal"
export type { DiscountedRenewal } from "./discount-renewal"
export { endExternalSubscriptionWorkflow } from "./end-external-subscription"
export { previewRenewalWorkflow } from "./preview-renewal"
export type { UpcomingRenewal } from "./preview-renewal"
export { startExternalSubscriptionWorkflow } from "./start-external-subscription"
export { voidRenewalWorkflow } from "./void-renewal"
