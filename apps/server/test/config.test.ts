import { describe, expect, it } from "vitest";
import { readConfig } from "../src/config.js";
import { ConfigError } from "../src/config-error.js";

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const EXTERNAL = "mongodb://db:27017/foyer?replicaSet=rs0";

describe("a configuration", () => {
  it("is told everything that is wrong with it at once, a line each, and no secret", () => {
    const problems = problemsOf({
      NODE_ENV: "prodution",
      PORT: "seventy",
      PUBLIC_URL: "foyer.example",
      DATABASE_URL: "mysql://foyer:s3cret@db/foyer",
      SMTP_URL: "s3cret",
      LOG_LEVEL: "loud",
      TRUST_PROXY: "-1",
      DRAIN_SECONDS: "301",
      RATE_LIMIT_SIGN_IN_PER_IP: "many",
      STRIPE_SECRET_KEY: "pk_s3cret",
      METRICS_TOKEN: "s3cret",
      FOYER_DEMO: "perhaps",
      CORS_ORIGINS: "https://one.example, two.example",
    });
    expect(problems.map((line) => line.split(" ", 1)[0]).toSorted()).toEqual([
      "CORS_ORIGINS",
      "DATABASE_URL",
      "DRAIN_SECONDS",
      "FOYER_DEMO",
      "LOG_LEVEL",
      "METRICS_TOKEN",
      "NODE_ENV",
      "PORT",
      "PUBLIC_URL",
      "RATE_LIMIT_SIGN_IN_PER_IP",
      "SMTP_URL",
      "STRIPE_SECRET_KEY",
      "TRUST_PROXY",
    ]);
    for (const line of problems) {
      expect(line).toMatch(/^\w+ is not valid: .{10,}$/);
      expect(line).not.toMatch(/s3cret|\n/);
    }
  });

  it("with an unknown NODE_ENV is refused, because a slip would turn production's defaults off", () => {
    expect(problemsOf({ NODE_ENV: "prodution" })).toEqual([
      'NODE_ENV is not valid: "prodution" is none of development, production, test',
    ]);
    expect(problemsOf({ NODE_ENV: "test" })).toEqual([]);
  });

  it("whose variables contradict each other is told that beside what is not valid", () => {
    expect(
      problemsOf({ NODE_ENV: "production", PORT: "x", FOYER_RATE_LIMITS: "off", FOYER_DEMO: "1" }),
    ).toEqual([
      expect.stringContaining("PORT is not valid"),
      expect.stringContaining("set DATABASE_URL"),
      expect.stringContaining("FOYER_RATE_LIMITS=off"),
      expect.stringContaining("unset FOYER_DEMO"),
    ]);
  });

  it("is not told of what follows from a value that is not valid", () => {
    expect(problemsOf({ NODE_ENV: "production", DATABASE_URL: "mysql://db/foyer" })).toHaveLength(1);
    const keys = { STRIPE_PUBLISHABLE_KEY: "pk_test_1", STRIPE_WEBHOOK_SECRET: "whsec_1" };
    expect(problemsOf({ ...keys, PAYMENTS: "stripe", STRIPE_SECRET_KEY: "nonsense" })).toEqual([
      "STRIPE_SECRET_KEY is not valid: it begins with sk_ or rk_",
    ]);
  });

  it("drains for five seconds in production, and not where somebody waits for Ctrl-C", () => {
    expect(readConfig({}).drainSeconds).toBe(0);
    expect(readConfig({ NODE_ENV: "production", DATABASE_URL: EXTERNAL }).drainSeconds).toBe(5);
    expect(readConfig({ DRAIN_SECONDS: "12" }).drainSeconds).toBe(12);
  });
});
