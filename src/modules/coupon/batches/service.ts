// The code batch verbs of the coupon module's service, each one transaction or one read (rule 37); see `CodeBatchVerbs`.
import type { EntityManager } from "@medusajs/framework/mikro-orm/knex"
import type { Context } from "@medusajs/framework/types"
import { InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"
import { Base } from "../service-base"
import { inTransaction, singleDb } from "../sql"
import * as changes from "./changes"
import { fillPage } from "./fill"
import { endImport, importPage } from "./import"
import * as reads from "./reads"
import type {
  ArchivedPage,
  BatchCode,
  CodeBatchVerbs,
  FilledPage,
  FillPageInput,
  ImportedPage,
  ImportedWord,
  UnfinishedBatches,
} from "./types"

type Ctx = Context<EntityManager>

export class CodeBatchService extends Base implements CodeBatchVerbs {
  @InjectTransactionManager()
  async fillCodeBatchPage(input: FillPageInput, @MedusaContext() ctx: Ctx = {}): Promise<FilledPage> {
    return inTransaction(ctx, (db) => fillPage(db, input))
  }

  @InjectTransactionManager()
  async importCodeBatchPage(id: string, words: ImportedWord[], @MedusaContext() ctx: Ctx = {}): Promise<ImportedPage> {
    return inTransaction(ctx, (db) => importPage(db, id, words))
  }

  @InjectTransactionManager()
  async endCodeBatchImport(id: string, error: string | null, @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await inTransaction(ctx, (db) => endImport(db, id, error))
  }

  @InjectTransactionManager()
  async topUpCodeBatch(id: string, quantity: number, now: Date, @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await inTransaction(ctx, (db) => changes.topUp(db, id, quantity, now))
  }

  @InjectTransactionManager()
  async archiveCodeBatch(id: string, now: Date, @MedusaContext() ctx: Ctx = {}): Promise<boolean> {
    return inTransaction(ctx, (db) => changes.archive(db, id, now))
  }

  @InjectTransactionManager()
  async archiveCodeBatchPage(id: string, page_size: number, @MedusaContext() ctx: Ctx = {}): Promise<ArchivedPage> {
    return inTransaction(ctx, (db) => changes.archivePage(db, id, page_size))
  }

  @InjectTransactionManager()
  async listUnfinishedCodeBatches(stale_before: Date, @MedusaContext() ctx: Ctx = {}): Promise<UnfinishedBatches> {
    return inTransaction(ctx, (db) => reads.listUnfinished(db, stale_before))
  }

  @InjectManager()
  async listBatchCodes(id: string, after: string, limit: number, @MedusaContext() ctx: Ctx = {}): Promise<BatchCode[]> {
    return reads.listBatchCodes(singleDb(ctx), id, after, limit)
  }
  @InjectTransactionManager()
  async restoreCodesOf(coupon_id: string, mark: string, @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await inTransaction(ctx, (db) => changes.restoreCodesOf(db, coupon_id, mark))
  }
}
