// How jest reads our TypeScript, whichever configuration runs it.
module.exports = [
  "@swc/jest",
  {
    jsc: { parser: { syntax: "typescript", decorators: true, tsx: false }, target: "es2022" },
    // Medusa loads files with real import() calls, and so do tests that use our .mjs scripts.
    module: { type: "commonjs", ignoreDynamic: true },
  },
]
