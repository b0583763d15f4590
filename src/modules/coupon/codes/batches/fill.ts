// Fills code batches page by page (rule 37). A page is one transaction: its codes and the count of them, or neither.
import type { Db, TransactionDb } from "../../shared/db"
import { insertCodes } from "./insert"
import { shareCouponOf } from "./share-coupon"
import type { FilledPage, FillPageInput } from "./types"
import { codeMaker } from "./random-codes"
import type { NewCode } from "./random-codes"

/** So few codes are made at least, because when few are missing most of them may be taken. */
const FEWEST_CODES = 1024
/** So often in a row no code may be free before the pattern counts as used up. */
const IDLE_ROUNDS = 10

interface Work {
  id: string
  source: "generated" | "imported"
  status: "pending" | "filling" | "filled" | "failed"
  quantity: number
  created_count: number
  prefix: string
  length: number | null
  alphabet: string | null
  max_redemptions: number | null
  is_archived: boolean
  coupon_is_gone: boolean
  coupon_limit: number | null
}

/** See `CodeBatchService.fillCodeBatchPage`. */
export async function fillPage(db: TransactionDb, input: FillPageInput): Promise<FilledPage> {
  const work = await lockWork(db, input.id)
  if (!work) {
    return { outcome: "busy", created: 0 }
  }
  const is_open = work.status === "pending" || work.status === "filling"
  if (!is_open || work.is_archived || work.source === "imported") {
    return { outcome: "idle", created: 0 }
  }
  const obstacle = obstacleOf(work)
  if (obstacle) {
    return fail(db, work.id, obstacle)
  }
  const created = await makeCodes(db, work, input)
  if (created === 0 && work.created_count < work.quantity) {
    return fail(db, work.id, "No free words of this pattern are left. Make another batch with longer codes.")
  }
  return count(db, work, created)
}

/** The batch, if no other process has it in hand; held until this transaction ends. */
async function lockWork(db: Db, id: string): Promise<Work | undefined> {
  await shareCouponOf(db, id)
  const [work] = await db.rows<Work>(
    `SELECT b.id, b.source, b.status, b.quantity, b.created_count, b.prefix, b.length, b.alphabet, b.max_redemptions,
       b.archived_at IS NOT NULL AS is_archived, c.max_redemptions AS coupon_limit,
       (c.status = 'archived' OR c.deleted_at IS NOT NULL) AS coupon_is_gone
     FROM coupon_code_batch b JOIN coupon c ON c.id = b.coupon_id
     WHERE b.id = ? AND b.deleted_at IS NULL FOR UPDATE OF b SKIP LOCKED`,
    [id],
  )
  return work
}

/** What has come between since the batch was asked for (rules 17 and 36). */
function obstacleOf({ coupon_is_gone, coupon_limit, max_redemptions }: Work): string | null {
  if (coupon_is_gone) {
    return "The coupon was archived or deleted before the batch was filled."
  }
  if (coupon_limit !== null && max_redemptions !== null && max_redemptions > coupon_limit) {
    return (
      `Each code may be redeemed ${max_redemptions} times, but the coupon's limit is ${coupon_limit} now, ` +
      "and a code's limit may not exceed its coupon's."
    )
  }
  return null
}

/** The next codes of the batch; fewer than asked for only where combinations are used up. */
async function makeCodes(db: TransactionDb, work: Work, { page_size, reserved }: FillPageInput): Promise<number> {
  const quantity = Math.min(page_size, work.quantity - work.created_count)
  const newCode = codeMaker({ prefix: work.prefix, length: work.length ?? 0, alphabet: work.alphabet ?? "" })
  let created = 0
  let idle = 0
  while (created < quantity && idle < IDLE_ROUNDS) {
    const missing = quantity - created
    const tries = Math.max(missing, FEWEST_CODES)
    const limit = tries > missing ? missing : undefined
    const made = await insertCodes(db, work.id, differentCodes(newCode, tries, reserved), limit)
    created += made
    idle = made === 0 ? idle + 1 : 0
  }
  return created
}

/** `tries` tries at new codes, each code once and none that others own. */
function* differentCodes(newCode: () => NewCode, tries: number, reserved: ReadonlySet<string>): Generator<NewCode> {
  const seen = new Set<string>()
  for (let tried = 0; tried < tries; tried += 1) {
    const next = newCode()
    if (seen.has(next.code_normalised) || reserved.has(next.code_normalised)) {
      continue
    }
    seen.add(next.code_normalised)
    yield next
  }
}

async function count(db: Db, work: Work, created: number): Promise<FilledPage> {
  const outcome = work.created_count + created >= work.quantity ? "filled" : "progress"
  await db.rows(
    "UPDATE coupon_code_batch SET created_count = created_count + ?, status = ?, error = NULL, updated_at = now() WHERE id = ?",
    [created, outcome === "filled" ? "filled" : "filling", work.id],
  )
  return { outcome, created }
}

async function fail(db: Db, id: string, error: string): Promise<FilledPage> {
  await db.rows("UPDATE coupon_code_batch SET status = 'failed', error = ?, updated_at = now() WHERE id = ?", [
    error,
    id,
  ])
  return { outcome: "failed", created: 0 }
}
