// Remembers which steps need not be done again: a step's inputs, as a hash, kept beside its result.
import { createHash } from "node:crypto"
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs"
import path from "node:path"
import pg from "pg"
import { Refusal } from "./cli.mjs"
import { root } from "./paths.mjs"

function* filesUnder(file, skip) {
  if (!existsSync(file) || skip.test(file)) {
    return
  }
  if (!statSync(file).isDirectory()) {
    return yield file
  }
  for (const name of readdirSync(file).sort()) {
    yield* filesUnder(path.join(file, name), skip)
  }
}

/** A hash of these files and directories of the repository, by name and content. */
export function hashOf(names, skip = /__tests__|\.md$/) {
  const hash = createHash("sha256")
  for (const name of names) {
    for (const file of filesUnder(path.join(root, name), skip)) {
      hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0")
    }
  }
  return hash.digest("hex")
}

async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 60_000 })
  client.on("error", () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Makes the database of `url` unless it is there; refuses with a sentence when the server cannot be reached. */
export async function ensureDatabase(url) {
  const target = new URL(url)
  const name = decodeURIComponent(target.pathname.slice(1))
  try {
    await withClient(url, (client) => client.query("select 1"))
  } catch (error) {
    const shown = `${target.host}/${name}`
    if (error.code !== "3D000") {
      throw new Refusal(`The database ${shown} cannot be reached: ${error.message || error.code}`)
    }
    target.pathname = "/postgres"
    await withClient(target.href, (client) => client.query(`create database ${pg.escapeIdentifier(name)}`))
  }
}

const TABLE = "demo_tooling.stamp"

/**
 * Does `work` unless it was done in this database with the same `hash`. The stamp lies in the database itself, so an
 * emptied or other database is noticed. Answers whether the work was done.
 */
export async function oncePerDatabase(url, name, hash, work) {
  const stamped = await withClient(url, async (client) => {
    await client.query(
      `create schema if not exists demo_tooling; create table if not exists ${TABLE} (name text primary key, hash text not null)`,
    )
    const { rows } = await client.query(`select hash from ${TABLE} where name = $1`, [name])
    return rows[0]?.hash
  })
  if (stamped === hash) {
    return false
  }
  await work()
  const upsert = `insert into ${TABLE} values ($1, $2) on conflict (name) do update set hash = excluded.hash`
  await withClient(url, (client) => client.query(upsert, [name, hash]))
  return true
}
