import { defineConfig, type UserConfig } from "tsdown";

// docs/decisions/0047-the-client-as-a-package.md

const OUR_OWN = /^@foyer\//;
const TRPC_ITSELF = /^@trpc\//;
const TRPC = ["@trpc/client", "@trpc/server"];
const SSE_LINK = "./sse-link.js";
const ENTRIES = ["src/index.ts", "src/money.ts", "src/node.ts", "src/ticket.ts"];

const shared: UserConfig = {
  format: "esm",
  platform: "neutral",
  target: "es2022",
  tsconfig: "tsconfig.build.json",
  sourcemap: false,
  dts: false,
  treeshake: { moduleSideEffects: false },
  // Files are replaced and not removed first: while one works on it, the web app is served from them.
  clean: false,
  hash: false,
};
const declarations = { sourcemap: false, dtsOnly: true };

// Whatever is used of this repository is bundled. What only shares a file with it, such as a schema, is left out, and zod
// with it. No build writes a file of another's.
export default defineConfig([
  {
    ...shared,
    entry: [...ENTRIES, "src/trpc.ts"],
    // Programs whose package.json says nothing of modules are CommonJS to TypeScript and to Node.
    format: ["esm", "cjs"],
    deps: { alwaysBundle: [OUR_OWN], neverBundle: ["zod", /^node:/, SSE_LINK], onlyBundle: [] },
  },
  {
    ...shared,
    // Loaded with the first subscription, by both kinds of modules.
    entry: ["src/sse-link.ts"],
    deps: { alwaysBundle: [OUR_OWN, TRPC_ITSELF], onlyBundle: TRPC },
  },
  {
    ...shared,
    entry: ENTRIES,
    // tRPC's declarations as a whole want libraries that programs without a browser's do not have.
    deps: { alwaysBundle: [OUR_OWN, TRPC_ITSELF], neverBundle: ["zod"], onlyBundle: TRPC },
    dts: declarations,
  },
  {
    ...shared,
    entry: ["src/trpc.ts"],
    deps: { alwaysBundle: [OUR_OWN], neverBundle: ["zod"], onlyBundle: [] },
    dts: declarations,
    // tRPC's declarations name what TypeScript's libraries have since 5.2, and older targets do not include.
    banner: '/// <reference lib="esnext.disposable" />',
  },
]);
