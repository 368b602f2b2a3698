import { DEFAULT_HOLDS } from "@foyer/domain/bookings/hold-policy";
import { describe, expect, it } from "vitest";
import { readConfig } from "../src/config.js";

const KEYS = {
  STRIPE_SECRET_KEY: "sk_test_1",
  STRIPE_PUBLISHABLE_KEY: "pk_test_1",
  STRIPE_WEBHOOK_SECRET: "whsec_1",
};
const STRIPE = {
  kind: "stripe",
  secretKey: "sk_test_1",
  publishableKey: "pk_test_1",
  webhookSecret: "whsec_1",
};
const PRODUCTION = { NODE_ENV: "production", DATABASE_URL: "mongodb://db:27017/foyer" };

describe("who takes payments", () => {
  it.each([
    ["the sandbox, in development", {}, { kind: "sandbox" }],
    ["nobody, in production", PRODUCTION, { kind: "off" }],
    ["Stripe, where it has keys", KEYS, STRIPE],
    ["Stripe, in production too", { ...PRODUCTION, ...KEYS }, STRIPE],
    ["nobody, where that is wanted", { ...KEYS, PAYMENTS: "off" }, { kind: "off" }],
    ["the sandbox, where that is wanted", { ...KEYS, PAYMENTS: "sandbox" }, { kind: "sandbox" }],
    [
      "a stand-in, where one is named",
      { ...KEYS, STRIPE_API_BASE: "http://localhost:12111/" },
      { ...STRIPE, apiBase: "http://localhost:12111" },
    ],
    ["the sandbox, where keys are set to nothing", { ...KEYS, ...emptied(KEYS) }, { kind: "sandbox" }],
  ])("is %s", (_, env, payments) => {
    expect(readConfig(env).payments).toEqual(payments);
  });

  it.each([
    ["a key is missing", { ...KEYS, STRIPE_WEBHOOK_SECRET: "" }, "Stripe takes three keys"],
    ["Stripe is wanted and has no keys", { PAYMENTS: "stripe" }, "PAYMENTS=stripe needs"],
    ["the sandbox is wanted in production", { ...PRODUCTION, PAYMENTS: "sandbox" }, "PAYMENTS=sandbox"],
    [
      "a stand-in is named in production",
      { ...PRODUCTION, ...KEYS, STRIPE_API_BASE: "http://localhost:1" },
      "STRIPE_API_BASE",
    ],
    [
      "the secret key would be shown to everybody",
      { ...KEYS, STRIPE_PUBLISHABLE_KEY: "sk_test_1" },
      "it begins with pk_",
    ],
    [
      "one key is for tests and the other is not",
      { ...KEYS, STRIPE_SECRET_KEY: "sk_live_1" },
      "do not belong together",
    ],
    ["there is no such provider", { PAYMENTS: "barter" }, "PAYMENTS is not valid"],
  ])("is refused in one line when %s, and no key is in it", (_, env, words) => {
    expect(() => readConfig(env)).toThrow(words);
    expect(() => readConfig(env)).not.toThrow(/_test_1|_live_1|whsec_1|\n/);
  });
});

describe("how long tickets are held", () => {
  it("is a quarter of an hour, and half a day for offers, unless it is said otherwise", () => {
    expect(readConfig({}).holds).toEqual(DEFAULT_HOLDS);
    expect(readConfig({ HOLD_SECONDS: "1", OFFER_SECONDS: "60", PROOF_SECONDS: "5" }).holds).toEqual({
      holdSeconds: 1,
      offerSeconds: 60,
      proofSeconds: 5,
    });
    for (const HOLD_SECONDS of ["0", "86401", "soon", "1.5"]) {
      expect(() => readConfig({ HOLD_SECONDS })).toThrow("HOLD_SECONDS is not valid");
    }
  });
});

/** `KEY=` in a shell means "not set". */
function emptied(env: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.keys(env).map((name) => [name, ""]));
}
