// A Redis of a test's own, where redis-server is installed: for what several servers share, and for losing it.
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { connect } from "node:net"

const FIRST_PORT = 9600
const START_MS = 300_000

export interface RedisProcess {
  url: string
  /** Ends it at once, as an outage would; it keeps nothing on disk. */
  stop(): Promise<void>
}

/** True where `redis-server` can be started; the reason why a test is skipped is printed once per file otherwise. */
export function hasRedis(): boolean {
  if (spawnSync("redis-server", ["--version"]).status === 0) {
    return true
  }
  process.stderr.write("Skipped, because redis-server is not installed: what several servers share through Redis.\n")
  return false
}

/** Starts a Redis on loopback that answers when this returns. */
export async function startRedis(): Promise<RedisProcess> {
  const { freePort } = await import("../../scripts/lib/ports.mjs")
  const port = await freePort(FIRST_PORT + 20 * Number(process.env.JEST_WORKER_ID ?? 0))
  const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
  const server = spawn("redis-server", options, { stdio: "ignore" })
  const ended = once(server, "exit")
  // A test that fails before it stops the server leaves nothing behind.
  const reap = () => server.kill("SIGKILL")
  process.once("exit", reap)
  await untilItListens(port)
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      process.removeListener("exit", reap)
      server.kill("SIGKILL")
      await ended
    },
  }
}

async function untilItListens(port: number): Promise<void> {
  const deadline = Date.now() + START_MS
  while (!(await listens(port))) {
    if (Date.now() > deadline) {
      throw new Error(`redis-server does not listen on port ${port}.`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
    socket.once("connect", () => {
      socket.destroy()
      resolve(true)
    })
    socket.once("error", () => resolve(false))
  })
}
