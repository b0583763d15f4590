// Grants in the coupon module on a real PostgreSQL: given once, ended at once, and found with one question.
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import path from "node:path"
import { moduleIntegrationTestRunner } from "@medusajs/test-utils"
import { COUPON_MODULE } from "../../src/modules/coupon"
import type CouponModuleService from "../../src/modules/coupon/service"
import { costOf } from "../helpers/statements"
import { createCoupon, NOW, outcomes, unique } from "./coupon-builders"

const room = path.resolve(__dirname, "../../src/modules/coupon")
const LATER = new Date(NOW.getTime() + 60_000)

moduleIntegrationTestRunner<CouponModuleService>({
  moduleName: COUPON_MODULE,
  resolve: room,
  pathToMigrations: path.join(room, "migrations"),
  moduleOptions: { testClock: true },
  testSuite: ({ service, MikroOrmWrapper }) => {
    /** What a customer on the plan bplan_1 may use. */
    const idsFor = async (customer_id: string) => {
      const { grants } = await service.readCartGrants("cart_1", customer_id)
      return [...grants, ...(await service.listPlanGrants(["bplan_1"]))].map(({ id }) => id).sort()
    }

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

      it("an account's cart pays for no grant of others", async () => {
        const coupon = await createCoupon(service)
        await service.createGrant(coupon.id, { customer_id: "cus_1" }, NOW)
        await service.createGrant(coupon.id, { plan_id: "bplan_1" }, NOW)
        // The service has a pool of its own.
        const { baseRepository_ } = service as unknown as {
          baseRepository_: { getFreshManager(): { getKnex(): Knex } }
        }
        const knex = baseRepository_.getFreshManager().getKnex()
        const ask = async () => {
          await service.readCartGrants("cart_1", "cus_1")
          await service.listPlanGrants(["bplan_1"])
        }
        await knex.raw("ANALYZE coupon_grant")
        const alone = await costOf(knex, ask)
        await knex.raw(
          `INSERT INTO coupon_grant (id, coupon_id, plan_id, customer_id, holder_id, granted_at)
           SELECT 'grant_other_' || n, ?, plan_id, customer_id, customer_id, now()
           FROM generate_series(1, 4000) n,
             LATERAL (SELECT CASE WHEN n > 3900 THEN 'bplan_other_' || n END AS plan_id) plan,
             LATERAL (SELECT CASE WHEN n <= 3900 THEN 'cus_other_' || n END AS customer_id) customer`,
          [coupon.id],
        )
        // Granted anew, behind all others in the table.
        await knex.raw("DELETE FROM coupon_grant WHERE plan_id = 'bplan_1'")
        await service.createGrant(coupon.id, { plan_id: "bplan_1" }, NOW)
        await knex.raw("ANALYZE coupon_grant")
        const crowded = await costOf(knex, ask)

        expect(alone.questions).toBe(2)
        expect(crowded).toMatchObject({ questions: 2, scanned: [] })
        expect(crowded.blocks).toBeLessThanOrEqual(alone.blocks + 10)
      })

      it("tells whether anything is granted to a plan, which is when a customer's plans are asked for", async () => {
        const coupon = await createCoupon(service)
        const has = async () => (await service.readCartGrants("cart_1", "cus_1")).has_plan_grants
        await service.createGrant(coupon.id, { customer_id: "cus_1" }, NOW)
        expect(await has()).toBe(false)

        const { id } = await service.createGrant(coupon.id, { plan_id: "bplan_1" }, NOW)
        expect(await has()).toBe(true)

        await service.endGrants({ ids: [id] }, LATER, "ended_by_admin")
        expect(await has()).toBe(false)
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
