// The shop of medusa-config.ts without the plugin: the other side of the benchmarks. It has no source of its own.
const { defineConfig } = require("@medusajs/framework/utils")

const { DATABASE_URL, JWT_SECRET, COOKIE_SECRET } = process.env
const anywhere = "http://localhost:8000"

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: DATABASE_URL,
    workerMode: "shared",
    http: {
      storeCors: anywhere,
      adminCors: anywhere,
      authCors: anywhere,
      jwtSecret: JWT_SECRET,
      cookieSecret: COOKIE_SECRET,
    },
  },
  admin: { disable: true },
})
