// `npm run medusa -- <command>`: a Medusa command on the demo's database, started for it when it does not run.
import { medusaEnvironment, ownCli } from "./medusa.mjs"
import { root } from "./paths.mjs"
import { startDemoPostgres } from "./postgres.mjs"
import { start } from "./processes.mjs"
import { ensureDatabase } from "./stamps.mjs"

/** Runs `medusa <args>`; answers its exit code. */
export async function main(args) {
  const url = process.env.DATABASE_URL || (await startDemoPostgres({ share: true })).url("coupons_demo")
  await ensureDatabase(url)
  const env = medusaEnvironment({ DATABASE_URL: url })
  const { code } = await start(process.execPath, [ownCli(), ...args], { cwd: root, env }).exited
  return code ?? 1
}
