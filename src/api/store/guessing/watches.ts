// The watches of this process: in memory, or on the shop's Redis so that all of its servers count together (rule 47).
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible"
import type { RateLimiterAbstract } from "rate-limiter-flexible"
import type { GuessingOptions } from "../../../modules/coupon/shared/options"
import { connectRedis } from "./redis"
import type { RedisClient } from "./redis"
import { GuessWatch } from "./watch"

export interface Watches {
  cart: GuessWatch
  customer: GuessWatch
  address: GuessWatch
}

/** One set per process and setting: what is counted must outlive the request. */
const known = new Map<string, Promise<Watches>>()

/** The watches for these limits, on the shop's Redis if it has one. The first call waits three seconds at most for Redis. */
export function watchesFor(container: MedusaContainer, limits: GuessingOptions): Promise<Watches> {
  const { redisUrl, redisOptions, redisPrefix } = container.resolve(
    ContainerRegistrationKeys.CONFIG_MODULE,
  ).projectConfig
  const setting = JSON.stringify([limits, redisUrl ?? null, redisPrefix ?? null])
  const found = known.get(setting)
  if (found) {
    return found
  }
  const connect = () => connected(container, redisUrl, (redisOptions ?? {}) as Record<string, unknown>)
  const made = connect().then((client) => makeWatches(limits, `${redisPrefix ?? ""}coupons-guess`, client))
  known.set(setting, made)
  return made
}

/** Watches that count in memory, or on `client` with memory as the stand-in while it is not there. */
export function makeWatches(limits: GuessingOptions, prefix: string, client: RedisClient | null): Watches {
  const watch = (kind: keyof Watches, points: number) => {
    const options = { keyPrefix: `${prefix}-${kind}`, points, duration: limits.windowSeconds }
    const memory = new RateLimiterMemory(options)
    const limiter: RateLimiterAbstract = client
      ? new RateLimiterRedis({ ...options, storeClient: client, insuranceLimiter: memory, rejectIfRedisNotReady: true })
      : memory
    return new GuessWatch(limiter, limits.blockSeconds)
  }
  return {
    cart: watch("cart", limits.attempts),
    customer: watch("customer", limits.attempts),
    address: watch("address", limits.attemptsPerAddress),
  }
}

/** A client that has connected or will; null without Redis, or when there is no way to use it. */
async function connected(
  container: MedusaContainer,
  url: string | undefined,
  options: Record<string, unknown>,
): Promise<RedisClient | null> {
  if (!url) {
    return null
  }
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  try {
    const client = connectRedis(url, options, (outage) =>
      logger.warn(`coupons: guesses are counted in memory while Redis does not answer: ${outage}`),
    )
    await client.connect().catch(() => undefined)
    return client
  } catch (error) {
    logger.warn(`coupons: guesses are counted in memory, Redis cannot be used: ${String(error)}`)
    return null
  }
}
