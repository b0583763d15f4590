// The code batch verbs of the coupon module's service, each one transaction or one read (rule 37).
import { InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"
import type { SqlContext } from "../../../../tools/sql"
import { Base } from "../../typed"
import { inTransaction, singleDb } from "../../shared/db"
import * as changes from "./changes"
import { fillPage } from "./fill"
import { endImport, importPage } from "./import"
import * as reads from "./reads"
import type {
  ArchivedPage,
  BatchCode,
  FilledPage,
  FillPageInput,
  ImportedPage,
  ImportedCode,
  UnfinishedBatches,
} from "./types"

type Ctx = SqlContext

export class CodeBatchService extends Base {
  /** Makes the next codes of a batch (at most `page_size`), and counts exactly those, or says why not. */
  @InjectTransactionManager()
  async fillCodeBatchPage(input: FillPageInput, @MedusaContext() ctx: Ctx = {}): Promise<FilledPage> {
    return inTransaction(ctx, (db) => fillPage(db, input))
  }

  /** Takes own codes into an import that is under way. Throws NOT_ALLOWED when it is over or its coupon is archived. */
  @InjectTransactionManager()
  async importCodeBatchPage(id: string, codes: ImportedCode[], @MedusaContext() ctx: Ctx = {}): Promise<ImportedPage> {
    return inTransaction(ctx, (db) => importPage(db, id, codes))
  }

  /** Ends an import: filled, or failed with a sentence. Harmless when it has ended. */
  @InjectTransactionManager()
  async endCodeBatchImport(id: string, error: string | null, @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await inTransaction(ctx, (db) => endImport(db, id, error))
  }

  /**
   * Asks for more codes; 0 tries a failed batch once more. Throws NOT_FOUND, and NOT_ALLOWED or INVALID_DATA with a
   * sentence when the batch, its coupon or its pattern does not allow it.
   */
  @InjectTransactionManager()
  async topUpCodeBatch(id: string, quantity: number, now: Date, @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await inTransaction(ctx, (db) => changes.topUp(db, id, quantity, now))
  }

  /**
   * Asks for so many codes in all, which a caller may repeat who got no answer; a batch of as many or more is left alone.
   * Throws as `topUpCodeBatch`.
   */
  @InjectTransactionManager()
  async topUpCodeBatchTo(id: string, total: number, now: Date, @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await inTransaction(ctx, (db) => changes.topUpTo(db, id, total, now))
  }

  /** No more codes from now on; answers false when it was archived before. Throws NOT_FOUND. */
  @InjectTransactionManager()
  async archiveCodeBatch(id: string, now: Date, @MedusaContext() ctx: Ctx = {}): Promise<boolean> {
    return inTransaction(ctx, (db) => changes.archive(db, id, now))
  }

  /** Archives the next codes of an archived batch. */
  @InjectTransactionManager()
  async archiveCodeBatchPage(id: string, page_size: number, @MedusaContext() ctx: Ctx = {}): Promise<ArchivedPage> {
    return inTransaction(ctx, (db) => changes.archivePage(db, id, page_size))
  }

  /** Batches that wait for a filler or an archiver; imports that nobody has touched since `stale_before` fail. */
  @InjectTransactionManager()
  async listUnfinishedCodeBatches(stale_before: Date, @MedusaContext() ctx: Ctx = {}): Promise<UnfinishedBatches> {
    return inTransaction(ctx, (db) => reads.listUnfinished(db, stale_before))
  }

  /** A batch's codes in id order, after the id `after` ("" begins). */
  @InjectManager()
  async listBatchCodes(id: string, after: string, limit: number, @MedusaContext() ctx: Ctx = {}): Promise<BatchCode[]> {
    return reads.listBatchCodes(singleDb(ctx), id, after, limit)
  }
  /** Gives a coupon's codes and batches back that were deleted with it; `mark` is the answer of `deleteUnusedCoupon`. */
  @InjectTransactionManager()
  async restoreCodesOf(coupon_id: string, mark: string, @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await inTransaction(ctx, (db) => changes.restoreCodesOf(db, coupon_id, mark))
  }
}
