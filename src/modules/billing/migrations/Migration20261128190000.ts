// Indexes that fit the questions of lists (decision 47): each has the order of its list behind what is asked for. Those that are
// widened keep their names. Where the database may have pg_trgm, a text that is searched for is found by index as well.
import { Migration } from "@medusajs/framework/mikro-orm/migrations"

const LIVE = "deleted_at IS NULL"

/** Table, and what follows in the index's name: its columns but for the tie-break, and where it holds. */
const ADDED: [table: string, name: string, columns: string, where: string][] = [
  ["billing_invoice", "subscription_id", `"subscription_id", "created_at", "id"`, LIVE],
  ["billing_invoice", "status", `"status", "created_at", "id"`, LIVE],
  ["billing_invoice", "failure_code", `"failure_code", "created_at", "id"`, `failure_code IS NOT NULL AND ${LIVE}`],
  ["billing_invoice", "created_at", `"created_at", "id"`, LIVE],
  ["billing_invoice", "updated_at", `"updated_at", "id"`, LIVE],
  ["billing_invoice", "period_start", `"period_start", "id"`, LIVE],
  ["billing_invoice", "issued_at", `"issued_at", "id"`, LIVE],
  ["billing_invoice", "total", `"total", "id"`, LIVE],
  ["billing_subscription", "status", `"status", "created_at", "id"`, LIVE],
  ["billing_subscription", "created_at", `"created_at", "id"`, LIVE],
  ["billing_subscription", "updated_at", `"updated_at", "id"`, LIVE],
  ["billing_subscription", "started_at", `"started_at", "id"`, LIVE],
  ["billing_subscription", "current_period_end", `"current_period_end", "id"`, LIVE],
]

/** Table and column that the index was on alone. */
const WIDENED: [table: string, column: string][] = [
  ["billing_invoice", "customer_id"],
  ["billing_subscription", "plan_id"],
]

/** PostgreSQL lets the owner of a database have the extension; where it is missing, the same questions read the rows. */
const TRIGRAMS = `
DO $do$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX IF NOT EXISTS "IDX_billing_invoice_number_text" ON billing_invoice USING gin (number gin_trgm_ops) WHERE ${LIVE};
  CREATE INDEX IF NOT EXISTS "IDX_billing_subscription_email_text" ON billing_subscription USING gin (email gin_trgm_ops) WHERE ${LIVE};
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE 'billing: texts are searched for without pg_trgm: %', SQLERRM;
END
$do$;`

export class Migration20261128190000 extends Migration {
  override async up(): Promise<void> {
    for (const [table, column] of WIDENED) {
      this.addSql(`drop index if exists "IDX_${table}_${column}";`)
      this.addSql(
        `CREATE INDEX IF NOT EXISTS "IDX_${table}_${column}" ON "${table}" ("${column}", "created_at", "id") WHERE ${LIVE};`,
      )
    }
    for (const [table, name, columns, where] of ADDED) {
      this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_${table}_${name}" ON "${table}" (${columns}) WHERE ${where};`)
    }
    this.addSql(TRIGRAMS)
  }

  override async down(): Promise<void> {
    this.addSql(`drop index if exists "IDX_billing_invoice_number_text";`)
    this.addSql(`drop index if exists "IDX_billing_subscription_email_text";`)
    for (const [table, name] of ADDED) {
      this.addSql(`drop index if exists "IDX_${table}_${name}";`)
    }
    for (const [table, column] of WIDENED) {
      this.addSql(`drop index if exists "IDX_${table}_${column}";`)
      this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_${table}_${column}" ON "${table}" ("${column}") WHERE ${LIVE};`)
    }
  }
}
