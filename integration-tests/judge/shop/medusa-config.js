// The shop of Medusa's own HTTP suites, as their configuration makes it; with this plugin when the judge asks for it.
const path = require("node:path")

const config = require(path.join(process.env.MEDUSA_CHECKOUT, "integration-tests/http/medusa-config.js"))

const plugin = { resolve: process.env.COUPONS_PLUGIN_DIRECTORY, options: {} }

module.exports =
  process.env.JUDGE_WITH_PLUGIN === "true" ? { ...config, plugins: [...(config.plugins ?? []), plugin] } : config
