// Rule 37 over HTTP: many codes from one coupon, made in the background, downloaded, imported, redeemed, topped up, archived.
import type { IEventBusModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { parse } from "csv-parse/sync"
import { COUPON_MODULE } from "../../../src/modules/coupon"
import type CouponModuleService from "../../../src/modules/coupon/service"
import { CodeBatchEvents } from "../../../src/lib/events"
import { fillCodeBatch, resumeCodeBatches } from "../../../src/operations/coupon/fill-code-batch"
import { untilTrue } from "../../helpers/eventually"
import { assertAddsUp, first, reasonsOf } from "../../helpers/world"
import type { Answer, PromoCode, Shop } from "../../helpers/world"

interface CodeBatch {
  id: string
  status: string
  quantity: number
  created_count: number
  expires_at: string | null
  error: string | null
  archived_at: string | null
}

interface Imported {
  code_batch: CodeBatch
  report: { imported: number; rejected_count: number; rejected: { row: number; code: string; reason: string }[] }
  message?: string
}

type Refused = Answer<{ message: string; type: string }>

const PERCENT = { type: "percentage", percentage: 20 }
const DAY_MS = 24 * 60 * 60 * 1000

export function codeBatches(shop: Shop): void {
  const coupons = () => shop.container.resolve<CouponModuleService>(COUPON_MODULE)
  const admin = () => shop.world.admin

  async function create(coupon_id: string, fields: object): Promise<CodeBatch> {
    const answer = await admin().post<{ code_batch: CodeBatch }>(`/admin/coupons/${coupon_id}/code-batches`, fields)
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 202 })
    return answer.body.code_batch
  }

  const read = async (id: string) =>
    (await admin().ok<{ code_batch: CodeBatch }>("GET", `/admin/code-batches/${id}`)).code_batch

  /** Waits until the batch has reached an end by itself. */
  async function ended(id: string): Promise<CodeBatch> {
    const isOver = async () => ["filled", "failed"].includes((await read(id)).status)
    if (!(await untilTrue(isOver))) {
      throw new Error(`The batch ${id} did not come to an end.`)
    }
    return read(id)
  }

  const codesOf = async (id: string) =>
    admin().ok<{ promo_codes: PromoCode[]; count: number }>("GET", `/admin/promo-codes?code_batch_id=${id}&limit=50`)

  async function download(id: string): Promise<{ headers: Headers; rows: Record<string, string>[] }> {
    const { base_url, headers } = admin()
    const answer = await fetch(`${base_url}/admin/code-batches/${id}/codes.csv`, { headers })
    expect(answer.status).toBe(200)
    return { headers: answer.headers, rows: parse(await answer.text(), { columns: true }) }
  }

  async function send(
    coupon_id: string,
    body: string | Uint8Array,
    type = "text/csv",
    query = "",
  ): Promise<Answer<Imported>> {
    const { base_url, headers } = admin()
    const answer = await fetch(`${base_url}/admin/coupons/${coupon_id}/code-batches/import${query}`, {
      method: "POST",
      headers: { ...headers, "content-type": type },
      body,
    })
    return { status: answer.status, body: (await answer.json()) as Imported }
  }

  it("rule 37: a batch is made in the background, downloaded, redeemed once per code, topped up and archived", async () => {
    const { world } = shop
    const coupon = await world.coupon({ ...PERCENT, max_redemptions: 2 })
    const before = Date.now()
    const batch = await create(coupon.id, { quantity: 120, prefix: "Gift-", expires_in_days: 30, channel: "cards" })
    expect(batch).toMatchObject({
      coupon_id: coupon.id,
      source: "generated",
      quantity: 120,
      prefix: "Gift-",
      length: 10,
      max_redemptions: 1,
      expires_in_days: 30,
      channel: "cards",
      archived_at: null,
    })
    const expires = new Date(batch.expires_at!)
    expect(expires.toISOString()).toMatch(/T23:59:59\.999Z$/)
    expect(Math.abs(expires.getTime() - before - 30.5 * DAY_MS)).toBeLessThan(0.6 * DAY_MS)
    expect(await ended(batch.id)).toMatchObject({ status: "filled", quantity: 120, created_count: 120, error: null })

    const { promo_codes, count } = await codesOf(batch.id)
    expect(count).toBe(120)
    const [one, two, three] = promo_codes.map(({ code }) => code) as [string, string, string]

    const cart = await world.cart({ lines: ["Perfume"] })
    assertAddsUp(await world.enter(cart.id, one.toLowerCase()), { [one]: 4 })
    await world.checkOut(cart.id)
    const again = await world.openCart({ lines: ["Perfume"] })
    expect(reasonsOf(await world.tryCode(again, one))).toEqual(["redemption_limit_reached"])
    await world.enter(again, two)
    await world.checkOut(again)
    const late = await world.openCart({ lines: ["Perfume"] })
    expect(reasonsOf(await world.tryCode(late, three))).toEqual(["redemption_limit_reached"])
    await admin().ok("POST", `/admin/coupons/${coupon.id}`, { max_redemptions: 10 })
    await world.enter(late, three)

    const { headers, rows } = await download(batch.id)
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8")
    expect(headers.get("content-disposition")).toBe(`attachment; filename="codes-${batch.id}.csv"`)
    expect(rows).toHaveLength(120)
    expect(
      rows
        .filter(({ times_redeemed }) => times_redeemed === "1")
        .map(({ code, state }) => `${code} ${state}`)
        .sort(),
    ).toEqual([`${one} depleted`, `${two} depleted`].sort())
    expect(rows[0]).toMatchObject({
      status: "active",
      max_redemptions: "1",
      expires_at: batch.expires_at,
      starts_at: "",
    })

    const topped = await admin().post<{ code_batch: CodeBatch }>(`/admin/code-batches/${batch.id}/top-up`, {
      quantity: 30,
    })
    expect({ status: topped.status, quantity: topped.body.code_batch.quantity }).toEqual({ status: 202, quantity: 150 })
    expect(await ended(batch.id)).toMatchObject({ status: "filled", created_count: 150 })
    expect(new Set((await download(batch.id)).rows.map(({ code }) => code)).size).toBe(150)

    const archived = await admin().ok<{ code_batch: CodeBatch }>("POST", `/admin/code-batches/${batch.id}/archive`, {})
    expect(archived.code_batch.archived_at).not.toBeNull()
    expect(await world.codesOn(late)).toEqual({ [three]: "refused: code_archived" })
    await world.pay(late)
    const completion = await world.complete(late)
    expect({ status: completion.status, code: completion.body.code, message: completion.body.message }).toEqual({
      status: 400,
      code: "promo_code_refused",
      message: expect.stringContaining(three) as string,
    })
    assertAddsUp(await world.addLine(late, "Perfume"), { [three]: 0 })
    const customer = await world.customer()
    const other = await world.openCart({ customer, lines: ["Perfume"] })
    expect(reasonsOf(await world.tryCode(other, promo_codes[3]!.code))).toEqual(["code_archived"])
    expect((await download(batch.id)).rows.every(({ status }) => status === "archived")).toBe(true)

    const more: Refused = await admin().post(`/admin/code-batches/${batch.id}/top-up`, { quantity: 1 })
    expect({ status: more.status, message: more.body.message }).toEqual({
      status: 400,
      message: "This batch is archived and gets no more codes. Make another one.",
    })
  })

  it("rule 37: imports own codes as people have them, and reports the rows it cannot take", async () => {
    const { world } = shop
    const taken = await world.percent(10)
    const core = await world.corePromotion({ type: "percentage", value: 5 })
    const coupon = await world.coupon({ ...PERCENT, max_redemptions: 100 })
    const file = [
      "\ufeffName;Code;Note",
      "Anna;Welcome-1;x",
      "Bert;WELCOME-2;",
      "Carl; welcome - 1 ;again",
      `Dora;${taken};theirs`,
      `Emil;${core.toLowerCase()};core's`,
      "Fred;<script>;bad",
      "Gina;;none",
      '"Hans; ""H""";+3;"sum"',
      "",
      "Ida;FREE-TRIAL;kept",
      '"Kurt;Welcome-4',
      "Lena;Welcome-5",
    ].join("\r\n")
    const { status, body } = await send(coupon.id, file, "text/csv; charset=utf-8", "?max_redemptions=5&channel=print")
    expect({ status, message: body.message }).toEqual({ status: 200, message: undefined })
    expect(body.code_batch).toMatchObject({
      source: "imported",
      status: "filled",
      quantity: 4,
      created_count: 4,
      max_redemptions: 5,
      channel: "print",
      length: null,
      alphabet: null,
    })
    const { imported, rejected_count, rejected } = body.report
    expect({ imported, rejected_count }).toEqual({ imported: 4, rejected_count: 7 })
    expect(rejected.map(({ row, code, reason }) => `${row} ${code} ${reason}`)).toEqual([
      "4 welcome - 1 duplicate",
      `5 ${taken} taken`,
      `6 ${core.toLowerCase()} taken`,
      "7 <script> invalid",
      "8  invalid",
      "11 FREE-TRIAL taken",
      '12 "Kurt;Welcome-4 invalid',
    ])
    expect((await codesOf(body.code_batch.id)).promo_codes.map(({ code }) => code).sort()).toEqual(
      ["+3", "Welcome-1", "WELCOME-2", "Welcome-5"].sort(),
    )
    const cart = await world.cart({ lines: ["Perfume"] })
    assertAddsUp(await world.enter(cart.id, "welcome-5"), { "Welcome-5": 4 })

    // What is downloaded is safe in a spreadsheet, and can be imported again once its words are free.
    const { base_url, headers } = admin()
    const csv = await (
      await fetch(`${base_url}/admin/code-batches/${body.code_batch.id}/codes.csv`, { headers })
    ).text()
    expect(csv).toContain("\r\n'+3,active")
    const twice = await send(coupon.id, csv)
    expect(twice.body).toMatchObject({
      code_batch: { status: "failed", created_count: 0, error: "None of the 4 rows could be imported." },
      report: { imported: 0, rejected_count: 4 },
    })
    await admin().ok("POST", `/admin/code-batches/${body.code_batch.id}/archive`, {})
    const json = JSON.stringify({ csv, max_redemptions: null, restrictions: { minimum_quantity: 2 } })
    const third = await send(coupon.id, json, "application/json")
    expect(third.body).toMatchObject({
      code_batch: { max_redemptions: null, restrictions: { minimum_quantity: 2 } },
      report: { imported: 4, rejected_count: 0, rejected: [] },
    })
  })

  it("rule 37: reads a long file while it comes in, page by page, and lists a thousand bad rows of it", async () => {
    const coupon = await shop.world.coupon(PERCENT)
    const rows = Array.from({ length: 25_000 }, (_, index) => (index % 10 === 0 ? "no code?" : `LONG-${index}`))
    const { body } = await send(coupon.id, rows.join("\n"))
    expect(body.code_batch).toMatchObject({ status: "filled", created_count: 22_500 })
    expect(body.report).toMatchObject({ imported: 22_500, rejected_count: 2500 })
    expect(body.report.rejected).toHaveLength(1000)
    expect(body.report.rejected[1]).toMatchObject({ row: 11, code: "no code?", reason: "invalid" })
    expect((await download(body.code_batch.id)).rows).toHaveLength(22_500)
  })

  it("rule 37: an upload that breaks off leaves what came, says so, and can be sent again", async () => {
    const coupon = await shop.world.coupon(PERCENT)
    const { base_url, headers } = admin()
    const rows = Array.from({ length: 10_000 }, (_, index) => `PART-${index}\n`).join("")
    const path = `/admin/coupons/${coupon.id}/code-batches`
    const batches = async () => (await admin().ok<{ code_batches: CodeBatch[] }>("GET", path)).code_batches
    const upload = new AbortController()
    const body = (async function* () {
      yield Buffer.from(rows)
      while ((await batches()).length === 0 || first(await batches()).created_count === 0) {
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      upload.abort()
    })()
    const init = { method: "POST", headers: { ...headers, "content-type": "text/csv" }, signal: upload.signal }
    await expect(
      fetch(`${base_url}${path}/import`, { ...init, body, duplex: "half" } as unknown as RequestInit),
    ).rejects.toThrow()
    expect(await ended(first(await batches()).id)).toMatchObject({
      status: "failed",
      created_count: 10_000,
      error: "The import broke off after 10000 codes, which are in this batch. Import the file again for the others.",
    })
    const again = await send(coupon.id, `${rows}PART-LAST\n`)
    expect(again.body.report).toMatchObject({ imported: 1, rejected_count: 10_000 })
  })

  it("rule 37: goes on with what a dead process left, in the order of asking, and tells listeners", async () => {
    const coupon = await shop.world.coupon(PERCENT)
    const core = await shop.world.corePromotion({ type: "percentage", value: 5 })
    const heard: string[] = []
    const bus = shop.container.resolve<IEventBusModuleService>(Modules.EVENT_BUS)
    const subscribers = Object.values(CodeBatchEvents).map((name) => {
      const hear = (event: { data: unknown }) => {
        heard.push(`${name} ${(event.data as { id: string }).id}`)
        return Promise.resolve()
      }
      bus.subscribe(name, hear, { subscriberId: `batch-test-${name}` })
      return () => bus.unsubscribe(name, hear, { subscriberId: `batch-test-${name}` })
    })
    try {
      // Rows as a process that died at once would leave them: nobody was told. The pattern is smaller than the API allows.
      const row = { coupon_id: coupon.id, max_redemptions: 1, restrictions: {}, prefix: core.slice(0, -1) }
      const size = { quantity: 9, length: 1, alphabet: "0123456789" }
      const unannounced = await coupons().createCodeBatches({ ...row, ...size } as never)
      const impossible = await coupons().createCodeBatches({ ...row, ...size, quantity: 1 } as never)
      await resumeCodeBatches(shop.container)
      expect(await read(unannounced.id)).toMatchObject({ status: "filled", created_count: 9 })
      const words = (await codesOf(unannounced.id)).promo_codes.map(({ code }) => code)
      expect(words).not.toContain(core)
      expect(await read(impossible.id)).toMatchObject({
        status: "failed",
        error: "No free words of this pattern are left. Make another batch with longer codes.",
      })

      // The words of an archived batch are free again, and the failed one may have one.
      expect(await coupons().archiveCodeBatch(unannounced.id, new Date())).toBe(true)
      await resumeCodeBatches(shop.container)
      const archived = await codesOf(unannounced.id)
      expect(archived.promo_codes.every(({ state }) => state === "archived")).toBe(true)
      const retried = await admin().post<{ code_batch: CodeBatch }>(`/admin/code-batches/${impossible.id}/retry`)
      expect(retried.status).toBe(202)
      expect(await ended(impossible.id)).toMatchObject({ status: "filled", created_count: 1 })
      expect(await fillCodeBatch(shop.container, impossible.id)).toBe("idle")

      const asked = await create(coupon.id, { quantity: 1 })
      await ended(asked.id)
      await admin().ok("POST", `/admin/code-batches/${asked.id}/archive`, {})
      await admin().ok("POST", `/admin/code-batches/${asked.id}/archive`, {})
      const expected = [
        `code-batch.filled ${unannounced.id}`,
        `code-batch.failed ${impossible.id}`,
        `code-batch.topped-up ${impossible.id}`,
        `code-batch.filled ${impossible.id}`,
        `code-batch.created ${asked.id}`,
        `code-batch.filled ${asked.id}`,
        `code-batch.archived ${asked.id}`,
      ]
      await untilTrue(() => heard.length >= expected.length)
      expect([...heard].sort()).toEqual([...expected].sort())
    } finally {
      for (const stop of subscribers) {
        stop()
      }
    }
  })

  it("rules 17 and 36: a coupon's limit, its archiving and its deletion bind its batches", async () => {
    const coupon = await shop.world.coupon({ ...PERCENT, max_redemptions: 5 })
    const path = `/admin/coupons/${coupon.id}`
    const high: Refused = await admin().post(`${path}/code-batches`, { quantity: 1, max_redemptions: 6 })
    expect(high.status).toBe(400)
    expect(high.body.message).toMatch(/'max_redemptions' cannot be 6/)
    const waiting = await coupons().createCodeBatches({
      coupon_id: coupon.id,
      quantity: 1,
      length: 10,
      alphabet: "ABC",
      max_redemptions: 4,
      restrictions: {},
    } as never)
    const low: Refused = await admin().post(path, { max_redemptions: 3 })
    expect({ status: low.status, message: low.body.message }).toEqual({
      status: 400,
      message: expect.stringContaining(`the batch ${waiting.id}, which is being filled, have a limit of 4`) as string,
    })

    const filled = await create(coupon.id, { quantity: 50 })
    await ended(filled.id)
    const word = first((await codesOf(filled.id)).promo_codes).code
    expect((await admin().delete(path)).status).toBe(200)
    expect((await admin().get(`/admin/code-batches/${filled.id}`)).status).toBe(404)
    await resumeCodeBatches(shop.container)
    expect((await admin().get<{ count: number }>(`/admin/promo-codes?code=${word}`)).body.count).toBe(0)

    const ending = await shop.world.coupon(PERCENT)
    await admin().ok("POST", `/admin/coupons/${ending.id}/archive`, {})
    for (const refused of [
      await admin().post<Refused["body"]>(`/admin/coupons/${ending.id}/code-batches`, { quantity: 1 }),
      (await send(ending.id, "CODE-1")) as unknown as Refused,
    ]) {
      expect(refused.status).toBe(400)
      expect(refused.body.message).toMatch(/archived: it can get no new promo codes/)
    }
  })

  it("rule 37: answers every bad request in words", async () => {
    const coupon = await shop.world.coupon(PERCENT)
    const batch = await create(coupon.id, { quantity: 5, length: 4, expires_at: "2099-12-31" })
    expect((await ended(batch.id)).expires_at).toBe("2099-12-31T23:59:59.999Z")
    const batches = `/admin/coupons/${coupon.id}/code-batches`
    const one = `/admin/code-batches/${batch.id}`
    const imported = (await send(coupon.id, "code\nBAD-REQUEST-1")).body.code_batch
    const cases: [method: string, path: string, body: unknown, status: number, message: RegExp][] = [
      ["POST", batches, {}, 400, /quantity/],
      ["POST", batches, { quantity: 0 }, 400, /quantity/],
      ["POST", batches, { quantity: 1_000_001 }, 400, /quantity/],
      ["POST", batches, { quantity: 1000, length: 4 }, 400, /smallest sufficient length is 5/],
      ["POST", batches, { quantity: 1, alphabet: "A" }, 400, /2 to 256 different characters/],
      ["POST", batches, { quantity: 1, prefix: "a/b" }, 400, /prefix/],
      ["POST", batches, { quantity: 1, expires_at: "2027-02-30" }, 400, /Not a date/],
      ["POST", batches, { quantity: 1, starts_at: "2027-02-02", expires_at: "2027-02-01" }, 400, /before/],
      ["POST", batches, { quantity: 1, expires_at: "2027-02-01", expires_in_days: 1 }, 400, /not both/],
      ["POST", batches, { quantity: 1, starts_at: "2099-01-01", expires_in_days: 1 }, 400, /before/],
      ["POST", batches, { quantity: 1, colour: "red" }, 400, /colour/],
      ["POST", "/admin/coupons/coup_none/code-batches", { quantity: 1 }, 404, /coup_none/],
      ["GET", "/admin/coupons/coup_none/code-batches", undefined, 404, /coup_none/],
      ["GET", `${batches}?status=half`, undefined, 400, /status/],
      ["GET", "/admin/code-batches?order=colour", undefined, 400, /'order' must be one of/],
      ["GET", "/admin/code-batches/cbatch_none", undefined, 404, /cbatch_none/],
      ["GET", `${one}?fields=colour`, undefined, 400, /no field 'colour'/],
      ["GET", "/admin/code-batches/cbatch_none/codes.csv", undefined, 404, /cbatch_none/],
      ["GET", `${one}/codes.csv?limit=5`, undefined, 400, /limit/],
      ["POST", `${one}/top-up`, {}, 400, /quantity/],
      ["POST", `${one}/top-up`, { quantity: 1, total: 1 }, 400, /either 'quantity'.+or 'total'/],
      ["POST", `${one}/top-up`, { quantity: 1_000_000 }, 400, /at most 1000000 codes/],
      ["POST", `${one}/top-up`, { quantity: 5000 }, 400, /smallest sufficient length is 5/],
      ["POST", "/admin/code-batches/cbatch_none/top-up", { quantity: 1 }, 404, /cbatch_none/],
      ["POST", `/admin/code-batches/${imported.id}/top-up`, { quantity: 1 }, 400, /imported codes/],
      ["POST", `${one}/retry`, {}, 400, /Only a failed batch/],
      ["POST", `${one}/archive`, { all: true }, 400, /all/],
      ["POST", "/admin/code-batches/cbatch_none/archive", {}, 404, /cbatch_none/],
    ]
    for (const [method, path, body, status, message] of cases) {
      const answer = await admin().call<{ message: string }>(method, path, body)
      expect({ method, path, body, status: answer.status, message: answer.body.message }).toEqual({
        method,
        path,
        body,
        status,
        message: expect.stringMatching(message) as string,
      })
    }
    const uploads: [body: string | Uint8Array, type: string, query: string, status: number, message: RegExp][] = [
      ["", "text/csv", "", 400, /no codes/],
      ["code\n", "text/csv", "", 400, /no codes/],
      ["A1", "application/x-www-form-urlencoded", "", 400, /text\/csv/],
      ["A1", "text/csv", "?max_redemptions=many", 400, /max_redemptions/],
      ["A1", "text/csv", "?max_redemptions=-1", 400, /max_redemptions/],
      ["A1", "text/csv", "?expires_at=soon", 400, /Not a date/],
      ["A1", "text/csv", "?colour=red", 400, /colour/],
      ["{", "application/json", "", 400, /not JSON/],
      ["[]", "application/json", "", 400, /object/],
      ["{}", "application/json", "", 400, /csv/],
      ['{"csv":1}', "application/json", "", 400, /csv/],
      ['{"csv":"A1","colour":"red"}', "application/json", "", 400, /colour/],
      ['{"csv":"A1","channel":"\\u0000"}', "application/json", "", 400, /cannot be stored/],
    ]
    for (const [body, type, query, status, message] of uploads) {
      const answer = await send(coupon.id, body, type, query)
      expect({ body, type, query, status: answer.status, message: answer.body.message }).toEqual({
        body,
        type,
        query,
        status,
        message: expect.stringMatching(message) as string,
      })
    }
    expect((await send("coup_none", "A1")).status).toBe(404)
    const binary = await send(coupon.id, new Uint8Array([65, 0, 66, 10, 0xff, 0xfe, 10, 67, 68]))
    expect(binary.body.report).toMatchObject({ imported: 1, rejected_count: 2 })
    expect((await shop.world.store.get(one)).status).toBe(401)
  })
}
