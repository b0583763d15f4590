// Runs Medusa's own HTTP suites, from the checkout that MEDUSA_CHECKOUT names, against the Medusa that is installed here.
const path = require("node:path")
const transform = require("../setup/transform.js")

const theirs = path.join(process.env.MEDUSA_CHECKOUT, "integration-tests/http")

module.exports = {
  rootDir: theirs,
  roots: [path.join(theirs, "__tests__")],
  testMatch: ["**/*.spec.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/", "/__fixtures__/", "__tests__/fixtures"],
  testEnvironment: path.join(__dirname, "environment.js"),
  moduleFileExtensions: ["js", "mjs", "ts", "json", "node"],
  resolver: path.join(__dirname, "resolver.js"),
  // Theirs is read as Medusa's own configuration reads it, everything else as ours.
  transform: {
    [`^${escaped(process.env.MEDUSA_CHECKOUT)}/.+\\.[jt]s$`]: [
      "@swc/jest",
      {
        jsc: {
          parser: { syntax: "typescript", decorators: true },
          transform: { useDefineForClassFields: false, legacyDecorator: true, decoratorMetadata: true },
          target: "es2021",
        },
      },
    ],
    "^.+\\.tsx?$": transform,
  },
  setupFilesAfterEnv: [path.join(__dirname, "setup.ts")],
  maxWorkers: 1,
  silent: true,
}

function escaped(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
}
