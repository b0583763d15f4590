// Before each test file: what Medusa must find in the environment, patient servers, and a clean slate for its entity metadata.
const http = require("node:http")
const { MetadataStorage } = require("@medusajs/framework/mikro-orm/core")

process.env.MEDUSA_DISABLE_TELEMETRY = "true"
process.env.COUPONS_TEST_CLOCK = "true"
process.env.COUPONS_TEST_PAYMENT = "true"
process.env.COUPONS_QUICK_LOGINS = "true"
// All tests come from one address, and many of them try wrong codes; carts and customers keep the usual limits.
process.env.COUPONS_GUESSING ??= '{"attemptsPerAddress":100000}'
// A test says when a job runs: one that starts by the clock on the wall would bill or tidy away what a test is about to look at.
process.env.MEDUSA_WORKER_MODE ??= "server"
process.env.JWT_SECRET ??= "test-jwt-secret"
process.env.COOKIE_SECRET ??= "test-cookie-secret"
process.env.LOG_LEVEL ??= "error"

// A connection that is kept is closed by whoever asks, never by the server while the next question is on its way: on a slow
// machine five seconds may lie between two of them.
Object.defineProperty(http.Server.prototype, "keepAliveTimeout", {
  get: () => 0,
  set: () => undefined,
  configurable: true,
})

MetadataStorage.clear()
