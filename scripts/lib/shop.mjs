// What a client needs to know of the seeded shop, read from the shop itself, and the plans of its subscriptions.
import { client, listAll, logIn } from "./http.mjs"

/** The demo's login. Its shop listens on loopback only. */
export const demoAdmin = { email: "admin@example.com", password: "supersecret" }

/** Regions that go by their currency; every other one goes by its name. */
const mainRegions = ["Europe", "United States", "Japan", "Kuwait"]

/** One plan each for the products that are sold by subscription, by the product's title. */
const demoPlans = [
  { product: "Coffee Club", name: "Weekly", interval: "week" },
  { product: "Desk Membership", name: "Monthly", interval: "month" },
  { product: "Studio Membership", name: "Yearly", interval: "year" },
]

/** A shop without our billing has no such route, and no plans. */
async function ensurePlans(admin, variants) {
  const plans = []
  try {
    const existing = await listAll(admin, "/admin/billing/plans", "plans")
    for (const plan of demoPlans) {
      plans.push(await ensurePlan(admin, existing, variants, plan))
    }
  } catch (error) {
    if (error.status !== 404) {
      throw error
    }
  }
  return plans
}

const byName = (rows, name) => Object.fromEntries(rows.map((row) => [name(row), row.id]))

async function ensurePlan(admin, existing, variants, { product, name, interval }) {
  const variant_id = variants[product]
  const found = existing.find((plan) => plan.variant_id === variant_id && plan.name === name)
  if (found) {
    return found
  }
  const terms = { interval, interval_count: 1, trial_days: 0, is_default: true }
  return (await admin.post("/admin/billing/plans", { variant_id, name, ...terms })).plan
}

/**
 * Describes the shop at `base_url` for its clients, after an admin made the plans that it lacks:
 * `{ base_url, publishable_key, admin: { email, password }, regions, variants, plans }`, the last three as name → id.
 */
export async function describeShop(base_url, credentials) {
  const anonymous = client(base_url)
  const admin = anonymous.with(await logIn(anonymous, "user", credentials))
  const keys = await listAll(admin, "/admin/api-keys?type=publishable", "api_keys")
  const regions = await listAll(admin, "/admin/regions?fields=id,name,currency_code,countries.iso_2", "regions")
  const products = await listAll(admin, "/admin/products?fields=id,title,variants.id", "products")
  const keyOf = ({ name, currency_code }) => (mainRegions.includes(name) ? currency_code : name)
  const variants = Object.fromEntries(products.map(({ title, variants: [variant] }) => [title, variant.id]))
  const plans = await ensurePlans(admin, variants)
  return {
    base_url,
    publishable_key: keys.find((key) => key.title === "Webshop" && !key.revoked_at).token,
    admin: credentials,
    regions: byName(regions, keyOf),
    countries: Object.fromEntries(
      regions.map((region) => [keyOf(region), region.countries.map(({ iso_2 }) => iso_2).sort()[0]]),
    ),
    variants,
    plans: byName(plans, (plan) => plan.name),
  }
}
