import { defineConfig } from "vitest/config";

/** The machines are noisy and the database is real: a limit is for what hangs, not for what is slow. */
const PATIENCE_MS = 120_000;
const PROPERTY_PATIENCE_MS = 60_000;

export default defineConfig({
  test: {
    projects: [
      "apps/web",
      {
        test: {
          name: "unit",
          include: ["packages/{contract,client}/test/**/*.test.ts", "{scripts,bench}/**/*.test.{ts,mjs}"],
          // Property tests over all of Unicode take seconds on a busy machine.
          testTimeout: PROPERTY_PATIENCE_MS,
        },
      },
      // The groups run one after the other: each of these keeps the machine busy on its own.
      {
        extends: "packages/embedded-mongodb/vitest.config.ts",
        root: "packages/embedded-mongodb",
        test: { name: "embedded-mongodb", sequence: { groupOrder: 1 } },
      },
      {
        test: {
          name: "database",
          sequence: { groupOrder: 2 },
          include: ["packages/{db,domain,router}/test/**/*.test.ts", "apps/server/test/**/*.test.ts"],
          globalSetup: ["packages/testing/src/shared-database.ts"],
          testTimeout: PATIENCE_MS,
          hookTimeout: PATIENCE_MS,
        },
      },
    ],
  },
});
