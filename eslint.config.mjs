// Lint rules: typescript-eslint with types for TypeScript, the essentials for the plain scripts.
import tseslint from "typescript-eslint"

const nodeGlobals = Object.fromEntries(
  ["console", "process", "fetch", "URL", "Buffer", "setTimeout", "clearTimeout", "setInterval", "clearInterval"]
    .concat(["AbortSignal", "structuredClone", "performance", "module", "require", "__dirname"])
    .map((name) => [name, "readonly"]),
)

export default tseslint.config(
  {
    ignores: [
      "node_modules/",
      ".medusa/",
      ".pgdata/",
      ".demo/",
      "coverage/",
      "static/",
      "integration-tests/fixtures/typed-shop/",
    ],
  },
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  { rules: { curly: "error" } },
  {
    // Medusa's migrations are async by contract, with or without an await.
    files: ["**/migrations/*.ts"],
    rules: { "@typescript-eslint/require-await": "off" },
  },
  {
    // A test doubles what its subject awaits, and names methods without calling them.
    files: ["**/*.spec.ts", "integration-tests/**/*.ts"],
    rules: { "@typescript-eslint/require-await": "off", "@typescript-eslint/unbound-method": "off" },
  },
  { files: ["scripts/**/*.ts", "bench/**/*.ts"], rules: { "no-console": "off" } },
  {
    files: ["**/*.mjs", "**/*.js", "**/*.cjs"],
    languageOptions: { ecmaVersion: 2024, globals: nodeGlobals },
    rules: {
      "no-undef": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-unreachable": "error",
      "no-dupe-keys": "error",
      "no-const-assign": "error",
      "prefer-const": "error",
      eqeqeq: "error",
    },
  },
  { files: ["**/*.js", "**/*.cjs"], languageOptions: { sourceType: "commonjs" } },
)
