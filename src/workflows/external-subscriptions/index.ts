// For shops whose subscriptions are billed by somebody else (rule 44): one workflow call per moment of a subscription's life.
export { discountRenewalWorkflow } from "./discount-renewal"
export type { DiscountedRenewal } from "./discount-renewal"
export { endExternalSubscriptionWorkflow } from "./end-external-subscription"
export type {
  DiscountRenewalInput,
  EndExternalSubscriptionInput,
  PreviewRenewalInput,
  StartExternalSubscriptionInput,
  VoidRenewalInput,
} from "../../pricing/external/input"
export { previewRenewalWorkflow } from "./preview-renewal"
export type { UpcomingRenewal } from "./preview-renewal"
export type { RenewalAdjustment } from "../../pricing/external/price-renewal"
export { startExternalSubscriptionWorkflow } from "./start-external-subscription"
export { voidRenewalWorkflow } from "./void-renewal"
