// Names under which answers are cached, so that a change can refresh what it touches.
const all = ["coupons-plugin"] as const

export const keys = {
  all,
  coupons: (query: object) => [...all, "coupons", query] as const,
  coupon: (id: string) => [...all, "coupon", id] as const,
  couponSettings: [...all, "coupon-settings"] as const,
  promoCodes: (couponId: string, query: object) => [...all, "promo-codes", couponId, query] as const,
  codeBatches: (couponId: string, offset: number) => [...all, "code-batches", couponId, offset] as const,
  redemptions: (query: object) => [...all, "redemptions", query] as const,
  statistics: (couponId: string, query: object) => [...all, "statistics", couponId, query] as const,
  records: (kind: string, query: object) => [...all, "records", kind, query] as const,
  subscriptions: (query: object) => [...all, "subscriptions", query] as const,
  subscription: (id: string) => [...all, "subscription", id] as const,
  invoices: (subscriptionId: string, offset: number) => [...all, "invoices", subscriptionId, offset] as const,
  upcomingInvoices: (subscriptionId: string) => [...all, "upcoming-invoices", subscriptionId] as const,
  plans: [...all, "plans"] as const,
  currencies: [...all, "currencies"] as const,
  customers: (ids: string[]) => [...all, "customers", ids] as const,
}
