// The tests of a file that cuts: one for each operation, with the figures of all of them at the end.
import type { Shop } from "../helpers/world"
import { rows } from "./books"
import { sharpen } from "./scissors"
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

/** The operations are found when their test runs: there is no shop before. */
export type Find = () => Operation<never>[]

/** A test of one operation; `because`: what was wrong with it when nobody had cut it yet. */
export type Cut = (way: Way, name: string, find: Find, because?: string) => void

/** Once in a file, with the shop's clock at `now`. `changesOutside` counts what has changed outside of the database. */
export function cutting(shop: Shop, now: string, changesOutside: () => number): Cut {
  const outcomes: Outcome[] = []

  beforeAll(async () => {
    sharpen(shop.container, changesOutside)
    // Thousands of statements fail here on purpose.
    shop.container.resolve<{ setLogLevel: (level: string) => void }>("logger").setLogLevel(LOG_LEVEL)
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
    await shop.world.setClock(now)
  })

  return (way, name, find, because = "") => {
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
}
