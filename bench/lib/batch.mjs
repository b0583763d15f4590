// A million codes in one batch, against raw COPY of the same rows into the same kind of table, and against core's promotions.
import { execFileSync } from "node:child_process"
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { pipeline } from "node:stream/promises"
import pg from "pg"
import { from as copyFrom, to as copyTo } from "pg-copy-streams"
import { onShutdown } from "../../scripts/lib/processes.mjs"
import { say } from "../../scripts/lib/progress.mjs"
import { timed } from "./rounds.mjs"
import { execOnTwin, makeBatch, pluginShop } from "./shops.mjs"
import { median, showRatio } from "./statistics.mjs"

const CODES = 1_000_000
const CORE_CODES = 1_000
const SAMPLE_MS = 100
const GOALS = { copy: 3, core: 25, megabytes: 150 }

const thousands = (value) => Math.round(value).toLocaleString("en")
const reached = (is) => (is ? "reached" : "NOT reached")

/** Resident memory of a process in megabytes. */
const residentMb = (pid) => Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) / 1024

/** Runs `work` and answers the most memory the process had meanwhile, above what it had before. */
async function peakAbove(pid, work) {
  const idle = residentMb(pid)
  let peak = idle
  const sampling = setInterval(() => (peak = Math.max(peak, residentMb(pid))), SAMPLE_MS)
  try {
    await work()
  } finally {
    clearInterval(sampling)
  }
  return peak - idle
}

async function connect(databaseUrl) {
  const db = new pg.Client({ connectionString: databaseUrl })
  await db.connect()
  return db
}

/** The batch's rows, written to a file, and then copied (timed) into an empty table with the same columns and indexes. */
async function copyRaw(db, batchId, file) {
  const rows = `select * from coupon_promo_code where code_batch_id = ${pg.escapeLiteral(batchId)}`
  await pipeline(db.query(copyTo(`copy (${rows}) to stdout`)), createWriteStream(file))
  await db.query("create table bench_copy (like coupon_promo_code including all)")
  try {
    const took = await timed(() => pipeline(createReadStream(file), db.query(copyFrom("copy bench_copy from stdin"))))
    const { rows: counted } = await db.query("select count(*)::int as codes from bench_copy")
    if (counted[0].codes !== CODES) {
      throw new Error(`The batch has ${counted[0].codes} codes instead of ${CODES}.`)
    }
    return took
  } finally {
    await db.query("drop table bench_copy")
  }
}

async function timeCore(directory) {
  const file = path.join(directory, "core")
  await execOnTwin("core-promotions.ts", String(CORE_CODES), file)
  return Number(readFileSync(file, "utf8"))
}

/** Prints codes per second, memory, and both ratios; each round begins with an empty table. */
export async function run({ rounds = 3 }) {
  const directory = mkdtempSync(path.join(os.tmpdir(), "medusa-plugin-coupons-bench-"))
  onShutdown(() => rmSync(directory, { recursive: true, force: true }))
  const coreMs = await timeCore(directory)
  const shop = await pluginShop()
  const db = await connect(shop.databaseUrl)
  const ours = []
  const raw = []
  const memory = []
  try {
    for (let round = 0; round < rounds; round += 1) {
      await db.query("truncate coupon_promo_code, coupon_code_batch")
      let batchId
      const work = async () => ours.push(await timed(async () => (batchId = await makeBatch(shop, CODES))))
      memory.push(await peakAbove(shop.pid, work))
      raw.push(await copyRaw(db, batchId, path.join(directory, "rows")))
    }
    await db.query("truncate coupon_promo_code, coupon_code_batch")
  } finally {
    await db.end()
  }
  const rate = (CODES * 1000) / median(ours)
  const coreRate = (CORE_CODES * 1000) / coreMs
  const most = Math.max(...memory)
  say(`${thousands(CODES)} codes in one batch, over HTTP until filled, ${rounds} rounds`)
  console.log(`  codes per second: ${thousands(rate)}; raw COPY ${thousands((CODES * 1000) / median(raw))}`)
  console.log(`  batch / raw COPY: ${showRatio(ours, raw, GOALS.copy)}`)
  console.log(
    `  batch / core's createPromotions of ${CORE_CODES} (${thousands(coreRate)} per second): ` +
      `${(rate / coreRate).toFixed(1)} times, goal at least ${GOALS.core}: ${reached(rate / coreRate >= GOALS.core)}`,
  )
  console.log(
    `  most memory above idle: ${most.toFixed(0)} MB, goal at most ${GOALS.megabytes}: ${reached(most <= GOALS.megabytes)}`,
  )
}
