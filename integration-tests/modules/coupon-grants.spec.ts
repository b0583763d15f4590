// Grants in the coupon module on a real PostgreSQL: given once, ended at once, and found with one question.
import path from "node:path"
import { moduleIntegrationTestRunner } from "@medusajs/test-utils"
import { COUPON_MODULE } from "../../src/modules/coupon"
import type CouponModuleService from "../../src/modules/coupon/service"
import { createCoupon, NOW, outcomes, unique } from "./coupon-builders"

const room = path.resolve(__dirname, "../../src/modules/coupon")
const LATER = new Date(NOW.getTime() + 60_000)

moduleIntegrationTestRunner<CouponModuleService>({
  moduleName: COUPON_MODULE,
  resolve: room,
  pathToMigrations: path.join(room, "migrations"),
  moduleOptions: { testClock: true },
  testSuite: ({ service, MikroOrmWrapper }) => {
    const idsFor = async (customer_id: string) =>
      (await service.readCartGrants("cart_1", customer_id)).grants.map(({ id }) => id).sort()

    describe("grants", () => {
      it("rule 24: the same grant is made once, however many admins give it at the same moment", async () => {
        const coupon = await createCoupon(service)
        const targets = [
          { plan_id: "bplan_1" },
          { subscription_id: "bsub_1", holder_id: "cus_1" },
          { customer_id: "cus_1" },
        ]
        for (const target of targets) {
          const { kept, refusals } = await outcomes(
            Array.from({ length: 8 }, () => service.createGrant(coupon.id, target, NOW)),
          )
          expect(kept).toBe(1)
          expect(new Set(refusals)).toEqual(new Set(["granted_already"]))
        }
        expect(await idsFor("cus_1")).toHaveLength(3)
        expect(await idsFor("cus_2")).toHaveLength(1)
      })

      it("rule 36: a coupon that is archived at the same moment is not granted any more", async () => {
        const coupon = await createCoupon(service)
        const manager = MikroOrmWrapper.forkManager()
        await manager.begin()
        await manager.execute("update coupon set status = 'archived' where id = ?", [coupon.id])
        const granting = outcomes([service.createGrant(coupon.id, { plan_id: "bplan_1" }, NOW)])
        await new Promise((resolve) => setTimeout(resolve, 200))
        await manager.commit()

        expect(await granting).toEqual({ kept: 0, refusals: ["coupon_archived"] })
        expect(await idsFor("cus_1")).toEqual([])
      })

      it("ends by id and by coupon, each grant once, and undoing lets them run again", async () => {
        const [coupon, other] = [await createCoupon(service), await createCoupon(service)]
        const a = await service.createGrant(coupon.id, { plan_id: "bplan_1" }, NOW)
        const b = await service.createGrant(coupon.id, { customer_id: "cus_1" }, NOW)
        const c = await service.createGrant(other.id, { customer_id: "cus_1" }, NOW)

        expect(await service.endGrants({ ids: [a.id, "grant_none"] }, LATER, "ended_by_admin")).toEqual([a.id])
        expect(await service.endGrants({ coupon_id: coupon.id }, LATER, "coupon_archived")).toEqual([b.id])
        expect(await service.endGrants({ coupon_id: coupon.id }, LATER, "coupon_archived")).toEqual([])
        expect(await idsFor("cus_1")).toEqual([c.id])
        expect(await service.retrieveCouponGrant(a.id)).toMatchObject({
          ended_at: LATER,
          ended_reason: "ended_by_admin",
        })

        const again = await service.createGrant(coupon.id, { plan_id: "bplan_1" }, LATER)
        await service.reviveGrants([a.id, b.id])
        expect(await idsFor("cus_1")).toEqual([again.id, b.id, c.id].sort())
      })

      it("a grant has exactly one holder", async () => {
        const insert = (plan: string, customer: string) =>
          MikroOrmWrapper.forkManager().execute(
            `insert into coupon_grant (id, coupon_id, plan_id, customer_id, granted_at)
             values ('${unique("grant")}', 'coup_1', ${plan}, ${customer}, now())`,
          )
        await expect(insert("null", "null")).rejects.toThrow(/one_target/)
        await expect(insert("'bplan_1'", "'cus_1'")).rejects.toThrow(/one_target/)
      })
    })

    describe("who is logged in on a cart", () => {
      it("is remembered with their choice, until somebody else logs in", async () => {
        expect(await service.findCartCustomer("cart_1")).toBeNull()
        await outcomes(Array.from({ length: 5 }, () => service.rememberCartCustomer("cart_1", "cus_1")))
        expect(await service.findCartCustomer("cart_1")).toEqual({ customer_id: "cus_1", choice: { kind: "best" } })

        await service.chooseGrant("cart_1", "cus_1", { kind: "one", coupon_id: "coup_1" })
        await service.rememberCartCustomer("cart_1", "cus_1")
        await service.chooseGrant("cart_1", "cus_2", { kind: "none" })
        const chosen = { customer_id: "cus_1", choice: { kind: "one", coupon_id: "coup_1" } }
        expect(await service.findCartCustomer("cart_1")).toEqual(chosen)
        expect((await service.readCartGrants("cart_1", "cus_2")).cart_customer).toEqual(chosen)

        await service.rememberCartCustomer("cart_1", "cus_2")
        expect(await service.findCartCustomer("cart_1")).toEqual({ customer_id: "cus_2", choice: { kind: "best" } })
      })
    })
  },
})
