// Imports own codes from CSV as one batch, with a report of the rows that could not be taken (rule 37).
import type { MedusaContainer } from "@medusajs/framework/types"
import { isValidCode, MAX_BATCH_CODES, normaliseCode } from "../../engine"
import type { CodeBatchGate } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import { invalid } from "../../tools/errors"
import type CouponModuleService from "../../modules/coupon/service"
import { refuseUnfitCoupon } from "../../pricing/coupons/unfit-coupon"
import { coreCodes } from "../../queries/coupons/core-codes"
import { announceCodeBatch } from "./fill-code-batch"
import { retryWhileBusy } from "../../tools/retry-while-busy"
import { readCodes, type ReadCode } from "./read-codes"

export interface ImportCodesInput {
  coupon_id: string
  /** Checked by the engine's `importCodeBatchSchema`. */
  code_batch: CodeBatchGate
  /** UTF-8; read once, as fast as the codes are stored. */
  csv: AsyncIterable<Uint8Array | string>
}

export interface RejectedRow {
  /** The line of the file, from 1. */
  row: number
  /** As written, cut after 100 characters. */
  code: string
  reason: "invalid" | "duplicate" | "taken" | "too_many"
  message: string
}

export interface ImportReport {
  imported: number
  /** All rejected rows; `rejected` lists the first 1,000. */
  rejected_count: number
  rejected: RejectedRow[]
}

/** Makes the batch; answers its id. Whoever imports runs the workflow for that. */
export type OpenBatch = (input: Pick<ImportCodesInput, "coupon_id" | "code_batch">) => Promise<string>

/** Rows in one transaction. */
const PAGE_SIZE = 10_000
const MAX_LISTED = 1000
const MAX_SHOWN = 100
const MAX_WRITTEN = 256

const sentences: Record<RejectedRow["reason"], string> = {
  invalid: "A code has 1 to 64 letters, digits or - _ . + % ! and at least one letter or digit.",
  duplicate: "The file has this code more than once; case and spaces make no difference.",
  taken: "Another live promo code or one of Medusa's promotions has this word.",
  too_many: `A batch holds at most ${MAX_BATCH_CODES} codes.`,
}

/** A code may be fine while the text around it is not: PostgreSQL stores no NUL, and nobody wants a page of joiners. */
const isUnstorable = (code: string) => code.includes("\0") || code.length > MAX_WRITTEN

/** What an import has come to; memory does not grow with the file. */
class Report {
  imported = 0
  rejected_count = 0
  private readonly listed: RejectedRow[] = []

  reject(reason: RejectedRow["reason"], { row, code, problem }: ReadCode): void {
    this.rejected_count += 1
    if (this.listed.length === MAX_LISTED) {
      return
    }
    this.listed.push({ row, code: code.slice(0, MAX_SHOWN), reason, message: problem ?? sentences[reason] })
  }

  done(): ImportReport {
    const { imported, rejected_count } = this
    return { imported, rejected_count, rejected: this.listed.sort((a, b) => a.row - b.row) }
  }
}

/** One import under way: rows gather in a page, and pages go into a batch that is made with the first of them. */
class Import {
  readonly report = new Report()
  batch_id: string | null = null
  private page = new Map<string, ReadCode>()

  constructor(
    private readonly service: CouponModuleService,
    private readonly openBatch: () => Promise<string>,
    private readonly reserved: ReadonlySet<string>,
  ) {}

  async take(read: ReadCode): Promise<void> {
    const code_normalised = normaliseCode(read.code)
    if (read.problem !== undefined || !isValidCode(code_normalised) || isUnstorable(read.code)) {
      return this.report.reject("invalid", read)
    }
    if (this.reserved.has(code_normalised)) {
      return this.report.reject("taken", read)
    }
    if (this.page.has(code_normalised)) {
      return this.report.reject("duplicate", read)
    }
    if (this.report.imported + this.page.size >= MAX_BATCH_CODES) {
      return this.report.reject("too_many", read)
    }
    this.page.set(code_normalised, read)
    if (this.page.size === PAGE_SIZE) {
      await this.flush()
    }
  }

  /** Stores the page; makes the batch first if there is none. */
  async flush(): Promise<void> {
    const id = (this.batch_id ??= await this.openBatch())
    const codes = [...this.page].map(([code_normalised, { code }]) => ({ code_normalised, code }))
    if (codes.length === 0) {
      return
    }
    const { created, duplicate, taken } = await retryWhileBusy(() => this.service.importCodeBatchPage(id, codes))
    this.report.imported += created
    for (const code_normalised of duplicate) {
      this.report.reject("duplicate", this.page.get(code_normalised)!)
    }
    for (const code_normalised of taken) {
      this.report.reject("taken", this.page.get(code_normalised)!)
    }
    this.page = new Map()
  }

  /** Stores what is left. A file of nothing but bad rows has a batch too, that says so; an empty one has none. */
  async finish(): Promise<void> {
    if (this.page.size > 0 || this.report.rejected_count > 0) {
      await this.flush()
    }
  }
}

/**
 * Takes the codes of a CSV file into the batch that `openBatch` makes with the first of them: `importCodes`, which says what
 * comes of it, without its workflow. Throws what `openBatch` throws as well.
 */
export async function importInto(
  container: MedusaContainer,
  input: ImportCodesInput,
  openBatch: OpenBatch,
): Promise<{ id: string; report: ImportReport }> {
  const service = couponsOf(container)
  const { coupon_id, code_batch } = input
  refuseUnfitCoupon(await service.retrieveCoupon(coupon_id), code_batch)
  const task = new Import(service, () => openBatch({ coupon_id, code_batch }), await coreCodes(container))
  try {
    for await (const read of readCodes(input.csv)) {
      await task.take(read)
    }
    await task.finish()
  } catch (error) {
    if (task.batch_id) {
      await end(container, { id: task.batch_id, coupon_id }, brokenOff(task.report.imported))
    }
    throw error
  }
  const { batch_id: id, report } = task
  if (!id) {
    throw invalid("The file has no codes.")
  }
  const nothing = `None of the ${report.rejected_count} rows could be imported.`
  await end(container, { id, coupon_id }, report.imported > 0 ? null : nothing)
  return { id, report: report.done() }
}

const brokenOff = (imported: number) =>
  `The import broke off after ${imported} codes, which are in this batch. Import the file again for the others.`

async function end(
  container: MedusaContainer,
  batch: { id: string; coupon_id: string },
  error: string | null,
): Promise<void> {
  await couponsOf(container).endCodeBatchImport(batch.id, error)
  await announceCodeBatch(container, batch, error === null ? "filled" : "failed")
}
