// A Redis of a test's own: what several servers share, on a free loopback port and without a file on disk.
import { spawnSync } from "node:child_process"
import net from "node:net"
import path from "node:path"

const FIRST_PORT = 9700
const START_TIMEOUT_MS = 10_000

export interface RedisProcess {
  url: string
  /** Ends it; one that is never stopped ends with the test's own process. */
  stop(): Promise<void>
}

/** Whether this machine has a `redis-server` (Debian: `apt-get install redis-server`). */
export function hasRedis(): boolean {
  return spawnSync("redis-server", ["--version"]).status === 0
}

/** Starts it and waits until it answers. Throws when it does not within ten seconds. */
export async function startRedis(): Promise<RedisProcess> {
  const { start, sleep } = await import("../../scripts/lib/processes.mjs")
  const { freePort } = await import("../../scripts/lib/ports.mjs")
  const port = await freePort(FIRST_PORT + 20 * Number(process.env.JEST_WORKER_ID ?? 0))
  const log = path.join(process.cwd(), ".demo/logs", `test-redis-${process.pid}-${port}.log`)
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
  const server = start("redis-server", args, { log })
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!(await answers(port))) {
    if (Date.now() > deadline) {
      await server.stop()
      throw new Error(`redis-server did not start; its log is ${log}.`)
    }
    await sleep(50)
  }
  return { url: `redis://127.0.0.1:${port}`, stop: () => server.stop() }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1")
    const settle = (is_up: boolean) => {
      socket.destroy()
      resolve(is_up)
    }
    socket.once("connect", () => settle(true))
    socket.once("error", () => settle(false))
  })
}
