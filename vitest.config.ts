import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./vitest.longest-first.ts";

// Tests wait for databases, servers and browsers more than they compute: three files at once fill two cores. Vitest's
// own default is one core less than there are.
const maxWorkers = Math.max(3, availableParallelism());
/**
 * A limit is for what hangs: the longest tests take about ten seconds, and on a machine that has other work they were
 * seen to take forty. What is waited for with `expect.poll` would otherwise have to come within one second.
 */
const limits = { testTimeout: 180_000, hookTimeout: 180_000, expect: { poll: { timeout: 60_000 } } };
// Files share a process for each worker: no test changes what others import, and loading Prisma takes a second.
const shared = { isolate: false, maxWorkers, ...limits };

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: "apps/web/vitest.config.ts", root: "apps/web", test: { name: "web", ...shared } },
      {
        test: {
          ...shared,
          name: "unit",
          include: [
            "packages/{contract,client}/test/**/*.test.ts",
            // Replaces Argon2 by a mock, in a process that has not loaded it yet.
            "packages/domain/test/accounts/password-checks.test.ts",
            "{scripts,bench}/**/*.test.{ts,mjs}",
          ],
        },
      },
      {
        extends: "packages/embedded-mongodb/vitest.config.ts",
        root: "packages/embedded-mongodb",
        test: { name: "embedded-mongodb", ...shared },
      },
      {
        test: {
          ...shared,
          name: "database",
          include: ["packages/{db,domain,router}/test/**/*.test.ts", "apps/server/test/**/*.test.ts"],
          exclude: ["packages/domain/test/accounts/password-checks.test.ts"],
          globalSetup: ["packages/testing/src/shared-database.ts"],
        },
      },
    ],
  },
});
