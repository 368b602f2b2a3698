import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    // The reader of the tests lives in Berlin, whatever machine runs them.
    env: { TZ: "Europe/Berlin" },
  },
});
