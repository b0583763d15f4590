// A connection to the shop's Redis for counting guesses: by the very ioredis that Medusa uses, and never in a customer's way.
import { createRequire } from "node:module"

/** What is used of an ioredis client here. */
export interface RedisClient {
  status: string
  connect(): Promise<void>
  on(event: "error" | "ready", listener: (error?: Error) => void): unknown
}

type RedisConstructor = new (url: string, options: Record<string, unknown>) => RedisClient

/** A customer waits this long for Redis at most; then the count in memory stands in. */
const CONNECT_MS = 3000
const COMMAND_MS = 2000
const MAX_RETRY_MS = 5000

/** ioredis is the framework's optional peer: found from where the framework finds it, so that there is one copy of it. */
function frameworksRedis(): RedisConstructor {
  const own = createRequire(__filename)
  const frameworks = createRequire(own.resolve("@medusajs/framework"))
  return (frameworks("ioredis") as { Redis: RedisConstructor }).Redis
}

/**
 * A client that connects in the background and answers an error at once while it is not connected. `report` hears of each
 * outage once. Throws when ioredis is not installed: then the shop itself cannot use its Redis either.
 */
export function connectRedis(
  url: string,
  options: Record<string, unknown>,
  report: (outage: string) => void,
): RedisClient {
  const client = new (frameworksRedis())(url, {
    ...options,
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: CONNECT_MS,
    commandTimeout: COMMAND_MS,
    retryStrategy: (times: number) => Math.min(times * 200, MAX_RETRY_MS),
  })
  let is_out = false
  client.on("error", (error) => {
    if (!is_out) {
      report(error?.message || "no connection")
    }
    is_out = true
  })
  client.on("ready", () => (is_out = false))
  return client
}
