import { defineConfig } from "vitest/config";
import { LongestFirst } from "../vitest.longest-first.ts";

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/kit/foyer-server.ts"],
    // One browser a worker beside the one server: two of them keep a small machine busy.
    maxWorkers: 2,
    // Files share a worker's browser.
    isolate: false,
    // The machines are noisy: a limit is for what hangs, not for what is slow.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    sequence: { sequencer: LongestFirst },
  },
});
