// All tables of the billing module.
export { BillingDispute } from "./billing-dispute"
export { BillingPlan } from "./billing-plan"
export { BillingSubscription, BillingSubscriptionItem } from "./billing-subscription"
export { BillingCounter, BillingInvoice } from "./billing-invoice"
