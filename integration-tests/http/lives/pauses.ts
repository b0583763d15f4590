// Lives: members who pause with a discount that runs: cycles wait, months run on (rule 55); and coupons that are paused (rule 65).
import { Life } from "../../helpers/life"
import type { ErrorBody, Shop } from "../../helpers/world"

const at = (day: string) => `2027-${day}T00:00:00.000Z`

interface PauseAnswer {
  subscription: { id: string; status: string }
  pause: {
    preview: boolean
    discounted_invoices: number
    discounts: { code: string; ends_at: string; invoices: number }[]
  }
}

export function pauses(shop: Shop): void {
  const life = new Life(shop)

  beforeEach(() => life.begin(at("01-01")))

  async function member(fields: object) {
    const plan_id = await life.plan("Perfume")
    const code = await shop.world.percent(20, { duration: "repeating", ...fields })
    const { subscription_id } = await life.signUp([{ product: "Perfume", plan_id }], { code })
    await shop.world.setClock(at("01-15"))
    return { id: subscription_id, code, path: `/admin/billing/subscriptions/${subscription_id}` }
  }

  it("rule 55: paused with two of three months left, it says that two discounted invoices may be lost, and loses one", async () => {
    const { id, code, path } = await member({ duration_in_months: 3 })
    const preview = await shop.world.admin.ok<PauseAnswer>("POST", `${path}/pause`, { preview: true })
    expect(preview).toMatchObject({
      subscription: { id, status: "active" },
      pause: { preview: true, discounted_invoices: 2, discounts: [{ code, ends_at: at("04-01"), invoices: 2 }] },
    })
    expect((await life.read(id)).status).toBe("active")

    const paused = await shop.world.admin.ok<PauseAnswer>("POST", `${path}/pause`, {})
    expect(paused).toMatchObject({ subscription: { status: "paused" }, pause: { ...preview.pause, preview: false } })
    await life.until(at("03-10"))
    await shop.world.admin.ok("POST", `${path}/resume`, {})
    await life.until(at("04-20"))
    expect(await life.bills(id)).toEqual([
      ["2027-01-01", 16],
      ["2027-03-10", 16],
      ["2027-04-10", 20],
    ])
  })

  it("rule 55: paused with two of three cycles left, it loses none, and says so", async () => {
    const { id, path } = await member({ duration_in_cycles: 3 })
    const { pause } = await shop.world.admin.ok<PauseAnswer>("POST", `${path}/pause`, { preview: true })
    expect(pause).toEqual({ preview: true, discounted_invoices: 0, discounts: [] })
    await shop.world.admin.ok("POST", `${path}/pause`, {})
    await life.until(at("03-10"))
    await shop.world.admin.ok("POST", `${path}/resume`, {})
    await life.until(at("05-20"))
    expect(await life.bills(id)).toEqual([
      ["2027-01-01", 16],
      ["2027-03-10", 16],
      ["2027-04-10", 16],
      ["2027-05-10", 20],
    ])
  })

  it("rule 55: what cannot be paused costs nothing, and says why", async () => {
    const { path } = await member({ duration_in_months: 3 })
    await shop.world.admin.ok("POST", `${path}/pause`, {})
    const again = await shop.world.admin.post<ErrorBody>(`${path}/pause`, { preview: true })
    expect([again.status, again.body.message]).toEqual([400, expect.stringMatching(/paused/)])
    const wrong = await shop.world.admin.post<ErrorBody>(`${path}/pause`, { preview: "yes" })
    expect([wrong.status, wrong.body.message]).toEqual([400, expect.stringMatching(/'preview', got: 'yes'/)])
  })

  it("rule 65: a coupon that is paused goes on where it was won", async () => {
    const { id, code } = await member({ duration_in_months: 3 })
    const { coupon_id } = await shop.world.findCode(code)
    await shop.world.admin.ok("POST", `/admin/coupons/${coupon_id}/pause`, {})
    await life.until(at("04-20"))
    expect(await life.bills(id)).toEqual([
      ["2027-01-01", 16],
      ["2027-02-01", 16],
      ["2027-03-01", 16],
      ["2027-04-01", 20],
    ])
  })
}
