// Types of the story for the tests that play it again.
export interface ShopFacts {
  base_url: string
  publishable_key: string
  admin: { email: string; password: string }
  regions: Record<string, string>
  /** A country's code by the region's name. */
  countries: Record<string, string>
  variants: Record<string, string>
  plans: Record<string, string>
}

export interface StoryInvoice {
  number: string
  order_id: string
  status: string
  period_start: string
  period_end: string
  subtotal: number
  discount_total: number
  tax_total: number
  total: number
  discounts: { code: string | null; name: string; amount: number; is_last: boolean }[]
}

export interface StoryOutcome {
  before: { id: string; total: number; discount_total: number }
  after: { id: string; total: number; discount_total: number }
  order: { id: string; total: number; display_id: number }
  subscriptions: {
    name: string
    subscription: { id: string; plan_id: string; started_at: string }
    invoices: StoryInvoice[]
    discounted: number
    expected: { invoices: number; discounted: number }
    problems: string[]
  }[]
  problems: string[]
}

export function promised(
  start: Date,
  interval: "week" | "month" | "year",
  months: number,
  end: Date,
): { invoices: number; discounted: number }
export function playStory(shopFacts: ShopFacts, say?: (text: string) => void): Promise<StoryOutcome>
export function renderStory(outcome: StoryOutcome): string
