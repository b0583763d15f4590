// Cuts every operation of several steps at its statements, lets the jobs and the repeat of the call come in both orders, and
// looks into the books. `npm run cuts` tries a share of the points, `npm run cuts -- --all` all of them.
import { Life } from "../helpers/life"
import { runInShop } from "../helpers/run-in-shop"
import { testPayments } from "../helpers/test-payment"
import { cartOperations } from "./carts"
import { adminOperations } from "./coupons"
import { rows } from "./books"
import { externalOperations } from "./external"
import { sharpen } from "./scissors"
import { NOW, subscriptionOperations } from "./subscriptions"
import { tryPoints } from "./try-points"
import type { Operation, Outcome, Way } from "./try-points"

/** "error" shows what the cut processes have to say. */
const LOG_LEVEL = process.env.COUPONS_CUTS_LOG ?? "silent"

/** Long enough for all points of one operation on a machine ten times as slow. */
const OPERATION_MS = 6 * 60 * 60 * 1000

const columns = (cells: (string | number)[]) =>
  cells.map((cell, index) => (index === 0 ? String(cell).padEnd(52) : String(cell).padStart(12))).join("")
const HEAD = columns(["operation", "statements", "changes", "points", "failures"])
const rowOf = ({ name, statements, changes, points, failures }: Outcome) =>
  columns([name, statements, changes, points, failures.length])

runInShop((shop) => {
  const outcomes: Outcome[] = []

  beforeAll(async () => {
    sharpen(shop.container, () => testPayments.charges.size + testPayments.given_up.size)
    // Thousands of statements fail here on purpose.
    shop.container.resolve<{ setLogLevel: (level: string) => void }>("logger").setLogLevel(LOG_LEVEL)
    await new Life(shop).openShop()
  })

  afterAll(() => {
    const sum = (of: "statements" | "changes" | "points") =>
      outcomes.reduce((so_far, outcome) => so_far + outcome[of], 0)
    const all = {
      name: "all",
      statements: sum("statements"),
      changes: sum("changes"),
      points: sum("points"),
      failures: outcomes.flatMap(({ failures }) => failures),
    }
    process.stderr.write(["", HEAD, ...outcomes.map(rowOf), rowOf(all), ""].join("\n"))
  })

  beforeEach(async () => {
    testPayments.reset()
    await shop.world.setClock(NOW)
  })

  type Find = () => Operation<never>[]

  /** A test of one operation; `because`: what was wrong with it when nobody had cut it yet. */
  function cut(way: Way, name: string, find: Find, because = ""): void {
    it(
      `${because && `${because}: `}${name}, ${way === "killed" ? "killed at any statement" : "standing still until another has done it"}`,
      async () => {
        const operation = find().find((one) => one.name === name)
        if (!operation) {
          throw new Error(`There is no operation ${name}.`)
        }
        const outcome = await tryPoints(shop.container, operation, way)
          .catch((error: Error) => {
            process.stderr.write(`${error.message}\n`)
            throw error
          })
          // What was cut is not waited for at the end of a test.
          .finally(() => rows(shop.container, "delete from workflow_execution"))
        outcomes.push(outcome)
        process.stderr.write([rowOf(outcome), ...outcome.failures, ""].join("\n"))
        expect(outcome.failures).toEqual([])
      },
      OPERATION_MS,
    )
  }

  const carts: Find = () => cartOperations(shop) as unknown as Operation<never>[]
  const subscriptions: Find = () => subscriptionOperations(shop, new Life(shop)) as unknown as Operation<never>[]
  const external: Find = () => externalOperations(shop) as unknown as Operation<never>[]
  const admin: Find = () => adminOperations(shop) as unknown as Operation<never>[]

  describe("Carts", () => {
    cut("killed", "enter a code", carts, "fault D2")
    cut("killed", "take a code off", carts, "fault D2")
    cut("killed", "enter a code through core's route", carts)
    cut("killed", "take a code off through core's route", carts)
    cut("killed", "choose a granted coupon", carts)
    cut("killed", "complete", carts, "fault D7")
  })

  describe("Subscriptions", () => {
    cut("killed", "renew", subscriptions)
    cut("stalled", "renew", subscriptions, "fault D1")
    cut("killed", "book what a customer has paid", subscriptions, "rule 59")
    cut("stalled", "book what a customer has paid", subscriptions, "rule 59")
    cut("killed", "change the plan now, with a code", subscriptions)
    cut("stalled", "change the plan now, with a code", subscriptions, "fault D1")
    cut("killed", "change the plan at the period's end, with a code", subscriptions, "fault D4")
    cut("killed", "change the plan now, unbilled, with a code", subscriptions, "fault D4")
    cut("killed", "cancel", subscriptions, "fault D3")
    cut("killed", "pause", subscriptions)
    cut("killed", "resume", subscriptions)
    cut("killed", "void a paid invoice", subscriptions, "fault D5")
    cut("stalled", "void a paid invoice", subscriptions)
    cut("killed", "void an open invoice", subscriptions)
    cut("killed", "put a coupon on a subscription", subscriptions)
    cut("killed", "create a subscription with its discounts", subscriptions, "rule 49")
    cut("stalled", "create a subscription with its discounts", subscriptions, "rule 49")
  })

  describe("Subscriptions that are billed elsewhere", () => {
    cut("killed", "start a subscription that is billed elsewhere", external)
    cut("killed", "discount a renewal that is billed elsewhere", external)
    cut("stalled", "discount a renewal that is billed elsewhere", external)
    cut("killed", "void a renewal that is billed elsewhere", external)
    cut("killed", "end a subscription that is billed elsewhere", external)
  })

  describe("The Admin", () => {
    cut("killed", "archive a coupon and end its discounts", admin, "fault D6")
    cut("killed", "delete a coupon", admin)
    cut("killed", "create a code batch", admin)
    cut("killed", "top up a code batch", admin)
    cut("killed", "archive a code batch", admin)
    cut("killed", "import codes", admin)
    cut("killed", "grant a coupon", admin)
    cut("killed", "make a code elsewhere", admin)
    cut("killed", "put a coupon on a draft order", admin)
    cut("killed", "end a draft order's discount", admin)
    cut("killed", "convert a draft order", admin)
    cut("killed", "confirm an order's edit", admin)
  })
})
