import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    // Property tests take seconds on a busy machine.
    testTimeout: 20_000,
    // The reader of the tests lives in Berlin, whatever machine runs them.
    env: { TZ: "Europe/Berlin" },
  },
});
