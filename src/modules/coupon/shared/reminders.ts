// Reminders are told once, by whichever server takes them first (rule 54). Taken, told, and only then marked as told: a process
// that dies in between leaves one that is taken again later, so that none is lost; it may be told twice then, with the same id.
import { generateEntityId } from "@medusajs/framework/utils"
import { marks } from "../../../tools/sql"
import type { Db } from "./db"

/** Which reminder: the name of its event, what it is about, and which of that one's. */
export interface ReminderKey {
  name: string
  subject_id: string
  occasion: string
}

export interface TakenReminder extends ReminderKey {
  id: string
}

/** Longer than telling a page of them takes; a day's run later they are anybody's. */
const TAKEN_FOR = "1 hour"

const bound = (keys: ReminderKey[]) => [
  keys.map(({ name }) => name),
  keys.map(({ subject_id }) => subject_id),
  keys.map(({ occasion }) => occasion),
]

/** Those of `keys` that were not told yet, whether or not somebody is about to. One indexed query. */
export async function listUntold(db: Db, keys: ReminderKey[]): Promise<ReminderKey[]> {
  if (keys.length === 0) {
    return []
  }
  return db.rows<ReminderKey>(
    `SELECT asked.name, asked.subject_id, asked.occasion
       FROM unnest(?::text[], ?::text[], ?::text[]) AS asked (name, subject_id, occasion)
       LEFT JOIN coupon_reminder r ON r.name = asked.name AND r.subject_id = asked.subject_id
        AND r.occasion = asked.occasion AND r.deleted_at IS NULL
      WHERE r.told_at IS NULL`,
    bound(keys),
  )
}

/** Those of `keys` that were never told and that nobody is telling, for the caller to tell. One statement. */
export async function takeReminders(db: Db, keys: ReminderKey[]): Promise<TakenReminder[]> {
  if (keys.length === 0) {
    return []
  }
  return db.rows<TakenReminder>(
    `INSERT INTO coupon_reminder AS r (id, name, subject_id, occasion, taken_at, created_at, updated_at)
     SELECT DISTINCT ON (name, subject_id, occasion) id, name, subject_id, occasion, now(), now(), now()
       FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS asked (id, name, subject_id, occasion)
      ORDER BY name, subject_id, occasion
     ON CONFLICT (name, subject_id, occasion) WHERE deleted_at IS NULL
     DO UPDATE SET taken_at = now(), updated_at = now()
      WHERE r.told_at IS NULL AND r.taken_at < now() - INTERVAL '${TAKEN_FOR}'
     RETURNING r.id, r.name, r.subject_id, r.occasion`,
    [keys.map(() => generateEntityId(undefined, "remind")), ...bound(keys)],
  )
}

/** The bus has them. */
export async function markTold(db: Db, ids: string[]): Promise<void> {
  if (ids.length > 0) {
    await db.rows(`UPDATE coupon_reminder SET told_at = now(), updated_at = now() WHERE id IN (${marks(ids)})`, ids)
  }
}

/** They could not be told this time: the next run takes them again. */
export async function giveBack(db: Db, ids: string[]): Promise<void> {
  if (ids.length > 0) {
    await db.rows(`DELETE FROM coupon_reminder WHERE told_at IS NULL AND id IN (${marks(ids)})`, ids)
  }
}

/** Forgets what was told before `before`, when nothing asks for it any more. */
export async function forgetTold(db: Db, before: Date): Promise<void> {
  await db.rows("DELETE FROM coupon_reminder WHERE told_at < ?", [before])
}
