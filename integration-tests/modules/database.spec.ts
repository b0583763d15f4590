// The way to the database: what statements answer and bind, and the functions that migrations create, on a real PostgreSQL.
import path from "node:path"
import { moduleIntegrationTestRunner } from "@medusajs/test-utils"
import { sqlOf, transactionOf } from "../../src/tools/sql"
import type { SqlContext } from "../../src/tools/sql"
import { COUPON_MODULE } from "../../src/modules/coupon"
import { PERSON_KEYS, TAKE_PLACES } from "../../src/modules/coupon/claims/take-places.sql"
import {
  BY_QUARTER,
  CLAIM_CHANGED,
  KEEP_ANEW,
  KEEP_PLACES,
  LEDGER_CHANGED,
} from "../../src/modules/coupon/ledger/sums.sql"
import { SCOPE_KEYS } from "../../src/modules/coupon/lists/scope-keys.sql"
import type CouponModuleService from "../../src/modules/coupon/service"

const room = path.resolve(__dirname, "../../src/modules/coupon")

moduleIntegrationTestRunner<CouponModuleService>({
  moduleName: COUPON_MODULE,
  resolve: room,
  pathToMigrations: path.join(room, "migrations"),
  testSuite: ({ MikroOrmWrapper }) => {
    const onPool = (): SqlContext => ({ manager: MikroOrmWrapper.forkManager() })

    describe("statements", () => {
      it("answer what JavaScript cannot hold exactly as strings, and counts that are cast as numbers", async () => {
        const [row] = await sqlOf(onPool())(
          "SELECT 0.1::numeric + 0.2::numeric AS amount, 9007199254740993::bigint AS big, count(*)::int AS count",
        )
        expect(row).toEqual({ amount: "0.3", big: "9007199254740993", count: 1 })
      })

      it("bind their values, whatever stands in them, and a list as one array", async () => {
        const values = ["what? 'this' and \\ that", "", "?", "{a,b}"]
        const [row] = await sqlOf(onPool())("SELECT ?::text AS one, ?::text[] AS all", [values[0]!, values])
        expect(row).toEqual({ one: values[0], all: values })
      })

      it("run once: what fails is not tried again", async () => {
        const sql = sqlOf(onPool())
        await sql("CREATE SEQUENCE tries")
        await expect(sql("SELECT 1 / (nextval('tries') - nextval('tries') + 1)")).rejects.toThrow("division by zero")
        expect(await sql("SELECT last_value::int AS tries FROM tries")).toEqual([{ tries: 2 }])
        await sql("DROP SEQUENCE tries")
      })

      it("are refused without a manager, and bulk copies outside of a transaction", () => {
        expect(() => sqlOf({})).toThrow("outside of a database context")
        expect(() => transactionOf(onPool())).toThrow("outside of a transaction")
      })

      it("see their transaction, and go with it, copied rows too", async () => {
        const manager = MikroOrmWrapper.forkManager()
        await manager.begin()
        const context: SqlContext = { transactionManager: manager }
        const rows = [
          ["tab\there", "back\\slash"],
          ["line\nbreak", ""],
        ]
        const { sql, copyIn } = transactionOf(context)
        await sql("CREATE TABLE copied (one text, two text)")
        await copyIn("COPY copied (one, two) FROM STDIN", rows)
        expect(await sqlOf(context)("SELECT one, two FROM copied")).toEqual(rows.map(([one, two]) => ({ one, two })))
        await manager.rollback()
        expect(await sqlOf(onPool())("SELECT to_regclass('copied') AS there")).toEqual([{ there: null }])
      })
    })

    describe("the database functions", () => {
      it.each([
        ["coupon_take_places", TAKE_PLACES],
        ["coupon_person_keys", PERSON_KEYS],
        ["coupon_scope_keys", SCOPE_KEYS],
        ["coupon_keep_places", KEEP_PLACES],
        ["coupon_claim_changed", CLAIM_CHANGED],
        ["coupon_ledger_changed", LEDGER_CHANGED],
        ["coupon_by_quarter", BY_QUARTER],
        ["coupon_keep_anew", KEEP_ANEW],
      ])("%s: the text beside its caller is what a migrated database has", async (name, text) => {
        const [row] = await sqlOf(onPool())<{ definition: string }>(
          `SELECT pg_get_functiondef('${name}'::regproc) AS definition`,
        )
        const oneSpaced = (definition: string) => definition.replace(/\s+/g, " ").trim()
        // PostgreSQL names the schema, which is the shop's to choose.
        expect(oneSpaced(row!.definition).replace(/FUNCTION \w+\./, "FUNCTION ")).toBe(oneSpaced(text))
      })
    })
  },
})
