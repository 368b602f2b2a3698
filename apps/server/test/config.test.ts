import { describe, expect, it } from "vitest";
import { atPort, readConfig } from "../src/config.js";
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
      MAIL_FROM: "Foyer s3cret",
    });
    expect(problems.map((line) => line.split(" ", 1)[0]).toSorted()).toEqual([
      "CORS_ORIGINS",
      "DATABASE_URL",
      "DRAIN_SECONDS",
      "FOYER_DEMO",
      "LOG_LEVEL",
      "MAIL_FROM",
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

  it.each([
    ["tickets@example.org", []],
    ["Foyer <tickets@example.org>", []],
    ['"Foyer, Berlin" <tickets@example.org>', []],
    ["Foyer", ["MAIL_FROM is not valid: it is an address, such as Foyer <tickets@example.org>"]],
    [
      "Foyer tickets@example.org",
      ["MAIL_FROM is not valid: it is an address, such as Foyer <tickets@example.org>"],
    ],
  ])("whose mails come from %s has %j against it", (from, problems) => {
    expect(problemsOf({ MAIL_FROM: from })).toEqual(problems);
  });

  it.each([
    "https://foyer.example/tickets",
    "https://foyer.example/?page=1",
    "https://foyer.example/#events",
    "https://user:word@foyer.example",
  ])("whose address is not an origin is refused, because the rest would be left out: %s", (address) => {
    const problem = "is not valid: it has the form https://host, with nothing after the host and its port";
    expect(problemsOf({ PUBLIC_URL: address })).toEqual([`PUBLIC_URL ${problem}`]);
    expect(problemsOf({ CORS_ORIGINS: `https://one.example, ${address}` })).toEqual([
      `CORS_ORIGINS ${problem}`,
    ]);
  });

  it("may have a slash after an address, and its usual port", () => {
    expect(readConfig({ PUBLIC_URL: "HTTPS://foyer.example:443/" }).publicUrl).toBe("https://foyer.example");
  });

  it.each([" a-token-for-metrics", "a-token-for-metrics ", "a-token-\nfor-metrics", "ein-schlüssel-für-uns"])(
    "with a token for metrics that no header can carry is refused: %s",
    (token) => {
      const problem =
        "METRICS_TOKEN is not valid: it has no letters but those of English, and no space at its ends";
      expect(problemsOf({ METRICS_TOKEN: token })).toEqual([problem]);
    },
  );

  it.each([
    [
      "readPreference=secondaryPreferred",
      "readPreference has to be primary, because transactions read nowhere else",
    ],
    [
      "retryWrites=true&READPREFERENCE=nearest",
      "readPreference has to be primary, because transactions read nowhere else",
    ],
    ["w=0", "w cannot be 0, because nobody would know what was written"],
    ["w=1", "w cannot be 1, because a confirmed booking would be lost where another member takes over"],
  ])("with a database that no booking could be written to is refused: %s", (options, problem) => {
    expect(problemsOf({ DATABASE_URL: `${EXTERNAL}&${options}` })).toEqual([
      `DATABASE_URL is not valid: ${problem}`,
    ]);
    expect(problemsOf({ DATABASE_URL: `${EXTERNAL}&readPreference=primary&w=majority` })).toEqual([]);
  });

  it("with a limit that there is not is refused, because nothing would be limited by it", () => {
    expect(problemsOf({ RATE_LIMIT_SIGN_IN_PER_ADDRESS: "10/60", RATE_LIMIT_NONE: "" })).toEqual([
      "RATE_LIMIT_SIGN_IN_PER_ADDRESS is not one of Foyer's limits: they are listed in docs/operations.md",
    ]);
  });

  it("that leaves the port open has it in the public URL once it is known, unless that was given", () => {
    expect(atPort(readConfig({ PORT: "0" }), 4711)).toMatchObject({
      port: 4711,
      publicUrl: "http://localhost:4711",
    });
    const given = readConfig({ PORT: "0", PUBLIC_URL: "https://foyer.example" });
    expect(atPort(given, 4711)).toMatchObject({ port: 4711, publicUrl: "https://foyer.example" });
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
