// docs/installation.md is true: its SQL drops every table and function that our migrations make, and forgets every migration.
import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"

const ROOT = path.resolve(__dirname, "../..")
const text = readFileSync(path.join(ROOT, "docs/installation.md"), "utf8")
const sql = /```sql\n([\s\S]*?)```/.exec(text)?.[1] ?? ""

const migrations = ["coupon", "billing"].flatMap((module) => {
  const directory = path.join(ROOT, "src/modules", module, "migrations")
  return readdirSync(directory)
    .filter((file) => /^Migration\d+\.ts$/.test(file))
    .map((file) => ({ name: path.parse(file).name, source: readFileSync(path.join(directory, file), "utf8") }))
})

const made = (pattern: RegExp) => [
  ...new Set(migrations.flatMap(({ source }) => [...source.matchAll(pattern)].map(([, name = ""]) => name))),
]

describe("the SQL in docs/installation.md", () => {
  it.each(made(/create table if not exists "(\w+)"/g))("drops the table %s", (table) => {
    const dropped = /drop table if exists([^;]*);/.exec(sql)?.[1] ?? ""
    expect(dropped.split(",").map((name) => name.trim())).toContain(table)
  })

  it.each(made(/create or replace function (\w+)/gi))("drops the function %s", (name) => {
    expect(sql).toContain(`drop function if exists ${name}(`)
  })

  it.each(migrations.map(({ name }) => name))("forgets %s", (name) => {
    expect(sql).toContain(`'${name}'`)
  })

  it.each(made(/"(IDX_\w+)" ON \w+ USING gin \(\w+ gin_trgm_ops\)/g))("makes %s later, too", (name) => {
    expect(text).toContain(`create index concurrently if not exists "${name}"`)
  })
})
