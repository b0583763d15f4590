// The layers of the house, enforced: who may import whom.
const edges = "^src/(api|jobs|subscribers|admin|links|policies)/"

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-circular",
      comment:
        "A circle has no bottom: neither file can be read or tested alone. (Models name each other by relation.)",
      severity: "error",
      from: { pathNot: "^src/modules/[^/]+/models/" },
      to: { circular: true },
    },
    {
      name: "no-folder-circles",
      comment: "Rooms that need each other are one room with two names.",
      severity: "error",
      scope: "folder",
      from: {},
      to: { circular: true },
    },
    {
      name: "engine-is-pure",
      comment: "The engine is facts in, decision out: nothing of ours, of Medusa or of Node but zod and luxon.",
      severity: "error",
      from: { path: "^src/engine/", pathNot: "/__tests__/" },
      to: { pathNot: "^src/engine/|node_modules/(@medusajs/framework/dist/(deps/)?zod|luxon/|@types/luxon/)" },
    },
    {
      name: "engine-tests-are-pure",
      comment: "Tests of the engine use the engine, and the tools of tests.",
      severity: "error",
      from: { path: "^src/engine/.*/?__tests__/" },
      to: { path: "^src/(?!engine/)" },
    },
    {
      name: "modules-use-only-the-engine",
      comment: "A module knows its rows, the rules and the tools, never workflows, edges or seams.",
      severity: "error",
      from: { path: "^src/modules/([^/]+)/" },
      to: { path: "^src/", pathNot: "^src/engine/|^src/modules/$1/|^src/tools/" },
    },
    {
      name: "workflows-know-no-edges",
      comment: "Edges call workflows, never the other way round.",
      severity: "error",
      from: { path: "^src/(workflows|operations|queries|integration|pricing|lib|tools)/" },
      to: { path: edges },
    },
    {
      name: "operations-are-below-workflows",
      comment:
        "An operation runs inside a workflow, a hook, an event or a job, and begins no workflow of ours (decision 44).",
      severity: "error",
      from: { path: "^src/operations/" },
      to: { path: "^src/", pathNot: "^src/(operations|queries|pricing|lib|tools|modules|engine)/" },
    },
    {
      name: "rooms-of-workflows-need-no-door",
      comment: "The door of the package names what shops call; inside the house each asks the room itself.",
      severity: "error",
      from: { path: "^src/", pathNot: "/__tests__/" },
      to: { path: "^src/workflows/index\\.ts$" },
    },
    {
      name: "queries-are-below-workflows",
      comment: "What is shown changes nothing: a question begins no verb and reaches behind no seam.",
      severity: "error",
      from: { path: "^src/queries/" },
      to: { path: "^src/", pathNot: "^src/(queries|pricing|lib|tools|modules|engine)/" },
    },
    {
      name: "pricing-is-below-workflows",
      comment: "Translation is asked by workflows and by the seams; it begins nothing itself.",
      severity: "error",
      from: { path: "^src/pricing/" },
      to: { path: "^src/", pathNot: "^src/(pricing|lib|tools|modules|engine)/" },
    },
    {
      name: "lib-is-below-pricing",
      comment:
        "Accessors of services and of core's query, and what a request carries along: they know modules and nouns.",
      severity: "error",
      from: { path: "^src/lib/" },
      to: { path: "^src/", pathNot: "^src/(lib|tools|modules|engine)/" },
    },
    {
      name: "tools-know-nothing-of-ours",
      comment: "Makers of errors and the way to speak SQL are below the modules.",
      severity: "error",
      from: { path: "^src/tools/" },
      to: { path: "^src/", pathNot: "^src/tools/" },
    },
    {
      name: "edges-use-no-services",
      comment: "Edges call workflows; of a module they may know its constants and types.",
      severity: "error",
      from: { path: "^src/(api|jobs|subscribers|policies)/", pathNot: "/__tests__/" },
      to: {
        path: "^src/modules/",
        pathNot: "^src/modules/[^/]+/(index|types|constants)\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "admin-is-a-browser",
      comment: "The Admin shares the pure rules and types with the backend, and no code that runs there.",
      severity: "error",
      from: { path: "^src/admin/" },
      to: { path: "^src/", pathNot: "^src/(admin|engine)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "only-integration-touches-medusas-insides",
      comment: "What a new Medusa may move is kept in one room, with a boot self-check for each seam.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/integration/" },
      to: { path: "node_modules/@medusajs/(promotion|orchestration|workflows-sdk|framework/dist/orchestration)/" },
    },
    {
      name: "no-second-copies",
      comment: "zod, MikroORM, awilix and pg come through @medusajs/framework: two copies do not know each other.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "node_modules/(zod|@mikro-orm/[^/]+|awilix|pg)/" },
    },
    {
      name: "only-what-is-declared",
      comment: "A shop has what our package.json asks for and no more: strict pnpm and Plug'n'Play refuse the rest.",
      severity: "error",
      from: { path: "^src/", pathNot: "/__tests__/" },
      to: {
        dependencyTypes: ["npm-no-pkg", "npm-unknown", "npm-dev"],
        dependencyTypesNot: ["npm", "npm-peer", "type-only"],
        pathNot: "^node_modules/@medusajs/icons/",
      },
    },
    {
      name: "icons-in-the-admin",
      comment: "Icons are bundled with the Admin; a shop does not have them for us.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/admin/" },
      to: { path: "^node_modules/@medusajs/icons/" },
    },
    {
      name: "no-unresolvable",
      comment: "An import that leads nowhere.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["require", "node", "import", "types", "default"],
    },
  },
}
