// Code batches as the module stores them and as its callers ask for them (rule 37).
import type { Restrictions } from "../../../../engine"

/** A code batch as stored. */
export interface CodeBatchRow {
  id: string
  coupon_id: string
  source: "generated" | "imported"
  status: "pending" | "filling" | "filled" | "failed"
  /** Codes asked for in all; of an import, the codes it brought. */
  quantity: number
  /** Codes made: exactly those that are in the table. */
  created_count: number
  prefix: string
  /** Random characters behind the prefix, from `alphabet`; both null of an import. */
  length: number | null
  alphabet: string | null
  starts_at: Date | null
  expires_at: Date | null
  expires_in_days: number | null
  max_redemptions: number | null
  max_redemptions_per_customer: number | null
  restrictions: Restrictions
  channel: string | null
  error: string | null
  archived_at: Date | null
  codes_archived: boolean
  metadata: Record<string, unknown> | null
  created_at: Date
  updated_at: Date
}

export interface FillPageInput {
  id: string
  /** Codes in one transaction at most. */
  page_size: number
  /** Normalised codes that others own, such as core's promotion codes. */
  reserved: ReadonlySet<string>
}

/**
 * What one page of filling came to: `busy`, another process is at this batch (or it is gone); `idle`, there is nothing to
 * do; `progress`, call again; `filled` or `failed` (with a sentence), the end was reached by this page.
 */
export interface FilledPage {
  outcome: "busy" | "idle" | "progress" | "filled" | "failed"
  created: number
}

/** One code of an import: as written, and normalised. Normalised codes of one page differ. */
export interface ImportedCode {
  code: string
  code_normalised: string
}

/** Normalised codes of a page that were not taken in: the batch has them from an earlier page, or another live code has them. */
export interface ImportedPage {
  created: number
  duplicate: string[]
  taken: string[]
}

/** One code of a batch, with what a report needs of it. */
export interface BatchCode {
  id: string
  code: string
  status: "active" | "archived"
  paused_at: Date | null
  starts_at: Date | null
  expires_at: Date | null
  max_redemptions: number | null
  /** Live claims. */
  times_redeemed: number
}

/** A page of archiving: how many codes it archived, and whether none is left. */
export interface ArchivedPage {
  archived: number
  done: boolean
}

/** What a batch of code batches still has to do after a process died. */
export interface UnfinishedBatches {
  to_fill: string[]
  to_archive: string[]
}
