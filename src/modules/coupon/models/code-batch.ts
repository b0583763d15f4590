// Many promo codes made from one coupon in one job: what they share, and how far the job has come (rule 37).
import { model } from "@medusajs/framework/utils"
import type { Restrictions } from "../../../engine"

export const CodeBatch = model
  .define(
    { name: "CodeBatch", tableName: "coupon_code_batch" },
    {
      id: model.id({ prefix: "cbatch" }).primaryKey(),
      coupon_id: model.text(),
      source: model.enum(["generated", "imported"]).default("generated"),
      status: model.enum(["pending", "filling", "filled", "failed"]).default("pending"),
      /** Codes asked for in all, top-ups included; of an import, the codes it brought. */
      quantity: model.number().default(0),
      /** Codes made; changes in the transaction that makes them. */
      created_count: model.number().default(0),
      prefix: model.text().default(""),
      /** Random characters behind the prefix; null of an import. */
      length: model.number().nullable(),
      alphabet: model.text().nullable(),
      starts_at: model.dateTime().nullable(),
      expires_at: model.dateTime().nullable(),
      /** What was asked for; `expires_at` says what it means. */
      expires_in_days: model.number().nullable(),
      max_redemptions: model.number().nullable(),
      max_redemptions_per_customer: model.number().nullable(),
      restrictions: model.json<Restrictions>(),
      channel: model.text().nullable(),
      /** Why it failed, as a sentence. */
      error: model.text().nullable(),
      archived_at: model.dateTime().nullable(),
      /** False while an archived batch still has codes to archive. */
      codes_archived: model.boolean().default(false),
      metadata: model.json().nullable(),
    },
  )
  .indexes([
    { name: "IDX_coupon_code_batch_coupon", on: ["coupon_id"] },
    { name: "IDX_coupon_code_batch_unfinished", on: ["status"], where: "status in ('pending', 'filling')" },
    {
      name: "IDX_coupon_code_batch_archiving",
      on: ["archived_at"],
      where: "archived_at is not null and codes_archived = false",
    },
  ])
