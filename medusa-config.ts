// The shop that this repository is besides a plugin: for development, the demo and the tests.
import { defineConfig, loadEnv } from "@medusajs/framework/utils"

loadEnv(process.env.NODE_ENV ?? "development", process.cwd())

const env = process.env
const isOn = (name: string) => env[name] === "true"

type WorkerMode = "shared" | "worker" | "server"
const workerModes: readonly string[] = ["shared", "worker", "server"] satisfies WorkerMode[]
const isWorkerMode = (mode: string): mode is WorkerMode => workerModes.includes(mode)

function workerModeOf(mode = "shared"): WorkerMode {
  if (isWorkerMode(mode)) {
    return mode
  }
  throw new Error(`MEDUSA_WORKER_MODE must be shared, worker or server, not "${mode}".`)
}
const workerMode = workerModeOf(env.MEDUSA_WORKER_MODE)

/** A host application gives the same options to the plugin, which hands them to each of its modules. */
const pluginOptions = {
  timeZone: env.COUPONS_TIME_ZONE,
  testClock: isOn("COUPONS_TEST_CLOCK"),
  refuseCodeWithActiveSubscription: env.COUPONS_REFUSE_CODE_WITH_ACTIVE_SUBSCRIPTION !== "false",
  // Tests say here how many wrong codes may be tried; as JSON, such as {"attempts":3} or false.
  ...(env.COUPONS_GUESSING ? { guessing: JSON.parse(env.COUPONS_GUESSING) as unknown } : {}),
  billing: {
    enabled: env.COUPONS_BILLING !== "false",
    leaseSeconds: env.COUPONS_LEASE_SECONDS ? Number(env.COUPONS_LEASE_SECONDS) : undefined,
  },
}

/** What several servers on one database need to share; a single one keeps it in memory. */
function redisModules(redisUrl: string) {
  return [
    { resolve: "@medusajs/medusa/event-bus-redis", options: { redisUrl } },
    { resolve: "@medusajs/medusa/workflow-engine-redis", options: { redis: { redisUrl } } },
    ...(shares_locks_and_cache ? locksAndCache(redisUrl) : []),
  ]
}

/** Core never closes the connections of these two: a test's own process, which is to end, does without. */
const shares_locks_and_cache = Boolean(env.REDIS_URL) && !isOn("COUPONS_REDIS_EVENTS_ONLY")

function locksAndCache(redisUrl: string) {
  const provider = (name: string, option: object) => ({
    resolve: `@medusajs/medusa/${name}`,
    id: name,
    is_default: true,
    options: option,
  })
  return [
    { resolve: "@medusajs/medusa/locking", options: { providers: [provider("locking-redis", { redisUrl })] } },
    { resolve: "@medusajs/medusa/caching", options: { providers: [provider("caching-redis", { redisUrl })] } },
  ]
}

/**
 * Providers that tests pay with: one that declines when it is told to (`pp_test_test`), and Medusa's own for Stripe
 * (`pp_stripe_stripe`), which talks to what stands in for Stripe at COUPONS_STRIPE_HOST.
 */
const testProviders = [
  ...(isOn("COUPONS_TEST_PAYMENT")
    ? [{ resolve: `${process.cwd()}/integration-tests/helpers/test-payment`, id: "test" }]
    : []),
  ...(env.COUPONS_STRIPE_HOST
    ? [
        {
          resolve: `${process.cwd()}/integration-tests/stripe/provider`,
          id: "stripe",
          options: { apiKey: "sk_test_stand_in", webhookSecret: "whsec_stand_in", host: env.COUPONS_STRIPE_HOST },
        },
      ]
    : []),
]

const testPaymentModule = {
  resolve: "@medusajs/medusa/payment",
  options: { providers: testProviders },
}

/** Core's logins with a cheap hash: tests make hundreds of customers, and an earnest one costs a tenth of a second each. */
const quickLogins = {
  resolve: "@medusajs/medusa/auth",
  options: {
    providers: [
      {
        resolve: "@medusajs/medusa/auth-emailpass",
        id: "emailpass",
        options: { hashConfig: { logN: 4, r: 8, p: 1 } },
      },
    ],
  },
}

export default defineConfig({
  projectConfig: {
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    workerMode,
    http: {
      storeCors: env.STORE_CORS ?? "http://localhost:8000",
      adminCors: env.ADMIN_CORS ?? "http://localhost:5173,http://localhost:9000",
      authCors: env.AUTH_CORS ?? "http://localhost:5173,http://localhost:8000,http://localhost:9000",
      jwtSecret: env.JWT_SECRET,
      cookieSecret: env.COOKIE_SECRET,
    },
    // In production the session cookie is Secure, and a login over plain http would silently fail.
    ...(isOn("COUPONS_INSECURE_COOKIES") ? { cookieOptions: { secure: false } } : {}),
  },
  admin: { disable: workerMode === "worker" || isOn("DISABLE_ADMIN") },
  featureFlags: shares_locks_and_cache ? { caching: true } : {},
  // Gift cards and store credit of the official plugin, as many shops have them.
  plugins: isOn("COUPONS_LOYALTY") ? [{ resolve: "@medusajs/loyalty-plugin", options: {} }] : [],
  modules: [
    { resolve: "./src/modules/coupon", options: pluginOptions },
    { resolve: "./src/modules/billing", options: pluginOptions },
    ...(isOn("COUPONS_QUICK_LOGINS") ? [quickLogins] : []),
    ...(testProviders.length > 0 ? [testPaymentModule] : []),
    ...(env.REDIS_URL ? redisModules(env.REDIS_URL) : []),
  ],
})
