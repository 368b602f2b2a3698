import { defineConfig } from "vitest/config";

/** The machines are noisy and the database is real: a limit is for what hangs, not for what is slow. */
const PATIENCE_MS = 120_000;

export default defineConfig({
  test: {
    projects: [
      "packages/embedded-mongodb",
      "apps/web",
      {
        test: {
          name: "unit",
          include: ["packages/{contract,client}/test/**/*.test.ts", "scripts/**/*.test.{ts,mjs}"],
        },
      },
      {
        test: {
          name: "database",
          include: ["packages/{db,domain,router}/test/**/*.test.ts", "apps/server/test/**/*.test.ts"],
          globalSetup: ["packages/domain/test/kit/shared-database.ts"],
          testTimeout: PATIENCE_MS,
          hookTimeout: PATIENCE_MS,
        },
      },
    ],
  },
});
