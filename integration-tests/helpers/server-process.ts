// A shop in a process of its own, on the database of a test: for races between servers, and for killing one.
import path from "node:path"

const FIRST_PORT = 9300

export interface ShopProcess {
  baseUrl: string
  /** The file that holds what the server printed. */
  log: string
  /** Ends it in order; a process that is never stopped ends with the test's own. */
  stop(): Promise<void>
  /** `kill -9`: it gets no chance to tidy up. */
  kill(): Promise<void>
}

/**
 * Starts one more server on `databaseUrl` (the test runner's `dbConfig.clientUrl`) and waits until it answers, about ten
 * seconds. It shares the test's secrets, so a token of one server is good for the other.
 * @param env more of its environment, for example `MEDUSA_WORKER_MODE`
 */
export async function startShopProcess(databaseUrl: string, env: Record<string, string> = {}): Promise<ShopProcess> {
  const { medusaEnvironment, startMedusa } = await import("../../scripts/lib/medusa.mjs")
  const { freePort } = await import("../../scripts/lib/ports.mjs")
  const port = await freePort(FIRST_PORT + 20 * Number(process.env.JEST_WORKER_ID ?? 0))
  const log = path.join(process.cwd(), ".demo/logs", `test-server-${process.pid}-${port}.log`)
  const environment = medusaEnvironment({ DATABASE_URL: databaseUrl, DISABLE_ADMIN: "true", ...env })
  const server = await startMedusa({ env: environment, log, cwd: process.cwd(), port })
  return {
    baseUrl: `http://localhost:${port}`,
    log,
    stop: () => server.stop(),
    kill: async () => {
      if (server.pid !== undefined) {
        process.kill(server.pid, "SIGKILL")
      }
      await server.exited
    },
  }
}
