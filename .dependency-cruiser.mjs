// Which imports are allowed. Checked by `npm run check`; the reasons are in docs/decisions/0040-import-rules-and-scripts.md.
// dependency-cruiser reads TypeScript through swc, because TypeScript 7 has no JavaScript API.

/** A package and those of ours it may import, besides itself. The tests of a package may import more. */
const packages = [
  { folder: "packages/contract", may: [] },
  { folder: "packages/db", may: ["contract"], tests: ["embedded-mongodb", "testing"] },
  { folder: "packages/domain", may: ["contract", "db"], tests: ["embedded-mongodb", "testing"] },
  { folder: "packages/router", may: ["contract", "domain"], tests: ["db", "embedded-mongodb", "testing"] },
  { folder: "packages/client", may: ["contract"], tests: ["testing"] },
  { folder: "packages/embedded-mongodb", may: [] },
  { folder: "packages/testing", may: ["client", "contract", "db", "domain", "embedded-mongodb", "router"] },
  { folder: "apps/web", may: ["client", "contract"], tests: ["testing"] },
];

const ourPackages = (names) => names.map((name) => `^packages/${name}/`);
/** Packages from npm, wherever pnpm puts them. */
const fromNpm = (...names) => `(^|/)node_modules/(${names.join("|")})/`;

const directions = packages.flatMap(({ folder, may, types = [], tests = [] }) => [
  {
    name: `${folder}: only what is below it`,
    severity: "error",
    from: { path: `^${folder}/src/` },
    to: { path: "^(apps|packages|bench|e2e)/", pathNot: [`^${folder}/`, ...ourPackages([...may, ...types])] },
  },
  {
    name: `${folder}: tests`,
    severity: "error",
    from: { path: `^${folder}/(?!src/)` },
    to: {
      path: "^(apps|packages|bench|e2e)/",
      pathNot: [`^${folder}/`, ...ourPackages([...may, ...types, ...tests])],
    },
  },
  ...(types.length === 0
    ? []
    : [
        {
          name: `${folder}: types only`,
          severity: "error",
          from: { path: `^${folder}/src/` },
          to: { path: ourPackages(types), dependencyTypesNot: ["type-only"] },
        },
      ]),
]);

const forbidden = [
  ...directions,
  {
    name: "no reaching into another package's files",
    severity: "error",
    from: { path: "^((?:apps|packages)/[^/]+|bench|e2e)/" },
    to: { path: "^(apps|packages|bench|e2e)/", pathNot: ["^$1/"], dependencyTypes: ["local"] },
  },
  {
    name: "the generated client: of db, and of tests that watch queries",
    severity: "error",
    from: { pathNot: "^packages/(db|testing)/" },
    to: { path: "^packages/db/generated/" },
  },
  {
    name: "no circles",
    severity: "error",
    from: {},
    to: { circular: true },
  },
  {
    name: "domain: features do not import each other mutually",
    severity: "error",
    scope: "folder",
    from: { path: "^packages/domain/src/[^/]+$" },
    to: { circular: true },
  },
  {
    name: "domain: machinery knows no feature",
    severity: "error",
    from: { path: "^packages/domain/src/machinery/" },
    to: {
      path: "^packages/domain/src/([^/]+/|context|create-context)",
      pathNot: ["^packages/domain/src/machinery/"],
    },
  },
  {
    name: "domain: workflows are above the features",
    severity: "error",
    from: { path: "^packages/domain/src/", pathNot: ["^packages/domain/src/(workflows/|create-context)"] },
    to: { path: "^packages/domain/src/workflows/" },
  },
  {
    name: "domain: nothing imports the composition root",
    severity: "error",
    from: { path: "^packages/domain/src/" },
    to: { path: "^packages/domain/src/create-context" },
  },
  {
    name: "resolvable",
    severity: "error",
    from: {},
    // Vite alone understands its ?url.
    to: { couldNotResolve: true, pathNot: "\\?url$" },
  },
  {
    name: "contract: runs anywhere",
    severity: "error",
    from: { path: "^packages/contract/src/" },
    to: { pathNot: ["^packages/contract/src/", fromNpm("zod", "temporal-polyfill", "punycode\\.js")] },
  },
  {
    name: "db and domain: no server, no user interface",
    severity: "error",
    from: { path: "^packages/(db|domain)/src/" },
    to: { path: fromNpm("@trpc", "fastify", "@fastify", "react") },
  },
  {
    name: "router: no server, no user interface, no database client",
    severity: "error",
    from: { path: "^packages/router/src/" },
    to: { path: fromNpm("fastify", "@fastify", "react", "@prisma") },
  },
  {
    name: "client: no server",
    severity: "error",
    from: { path: "^packages/client/src/" },
    to: { path: fromNpm("fastify", "@fastify", "@prisma") },
  },
  {
    name: "client: tRPC's server by its types only",
    severity: "error",
    from: { path: "^packages/client/src/" },
    to: {
      path: fromNpm("@trpc/server"),
      // What links are made of lies there; no server comes with it.
      pathNot: ["/@trpc/server/dist/observable/"],
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "web: no server code",
    severity: "error",
    from: { path: "^apps/web/src/" },
    to: { path: fromNpm("fastify", "@fastify", "@prisma", "lucia") },
  },
  {
    name: "web: runs in browsers",
    severity: "error",
    from: { path: "^apps/web/src/" },
    to: { dependencyTypes: ["core"] },
  },
];

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden,
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: ["(^|/)node_modules/", "(^|/)(dist|generated)/"] },
    // An app of its own, whose dependencies are installed where it is copied to.
    exclude: { path: ["/public/", "/examples/react-app/"] },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["types", "import", "node", "default"],
    },
  },
};
