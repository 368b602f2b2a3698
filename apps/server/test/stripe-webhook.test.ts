import { randomBytes } from "node:crypto";
import { openDatabase } from "@foyer/db/database";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen } from "./kit/in-process-server.js";
import { reasonIn } from "./kit/raw-call.js";
import { type StripeServer, startStripeServer } from "./kit/stripe-server.js";

let stripe: StripeServer;
beforeAll(async () => {
  stripe = await startStripeServer("shared");
});
afterAll(async () => {
  await stripe.stop();
});

const intentEvent = (type = "payment_intent.succeeded", object: object = { id: "pi_of_somebody_else" }) => ({
  id: `evt_${randomBytes(8).toString("hex")}`,
  object: "event",
  type,
  data: { object },
});

const deliver: StripeServer["standIn"]["deliver"] = (origin, event, how) =>
  stripe.standIn.deliver(origin, event, how);

async function outcome(response: Response) {
  const { status, headers } = response;
  const text = await response.text();
  return status === 200 ? [200] : [status, reasonIn({ status, text, headers })];
}

describe("a notice of Stripe's", () => {
  it("is taken when Stripe signed it", async () => {
    expect(await outcome(await deliver(stripe.server.origin, intentEvent()))).toEqual([200]);
  });

  it("is taken from a connection that asks more often than any user may", async () => {
    const many = Array.from({ length: 100 }, () =>
      deliver(stripe.server.origin, intentEvent("customer.created")),
    );
    for (const response of await Promise.all(many)) expect(response.status).toBe(200);
  });

  it.each([
    ["signed with another secret", { secret: "whsec_guessed" }],
    ["signed too long ago", { timestamp: Math.floor(Date.now() / 1_000) - 301 }],
    [
      "changed on the way",
      { body: JSON.stringify(intentEvent("payment_intent.succeeded", { id: "pi_other" })) },
    ],
    ["emptied on the way", { body: "" }],
  ])("is refused when it was %s", async (_, how) => {
    expect(await outcome(await deliver(stripe.server.origin, intentEvent(), how))).toEqual([
      400,
      "MALFORMED_REQUEST",
    ]);
  });

  it("is refused without a signature, with a broken one, and when it is signed and no event", async () => {
    const send = (signature: string | undefined) =>
      fetch(`${stripe.server.origin}/webhooks/stripe`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(signature !== undefined && { "stripe-signature": signature }),
        },
        body: JSON.stringify(intentEvent()),
      });
    for (const signature of [undefined, "", "t=1", "v1=00", "t=x,v1=00", "nonsense"]) {
      expect(await outcome(await send(signature))).toEqual([400, "MALFORMED_REQUEST"]);
    }
    for (const event of [{}, { id: "evt_1", type: "payment_intent.succeeded" }, []]) {
      expect(await outcome(await deliver(stripe.server.origin, event))).toEqual([400, "MALFORMED_REQUEST"]);
    }
  });

  it("is refused when it is larger than any event, or not JSON", async () => {
    const large = intentEvent("payment_intent.succeeded", { id: "pi_1", text: "x".repeat(300_000) });
    expect(await outcome(await deliver(stripe.server.origin, large))).toEqual([413, "REQUEST_TOO_LARGE"]);
    const form = await fetch(`${stripe.server.origin}/webhooks/stripe`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "id=evt_1",
    });
    expect(await outcome(form)).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
  });

  it("is acknowledged and left alone when it is about something else", async () => {
    const before = stripe.standIn.requests.length;
    const events = [
      intentEvent("customer.created", { id: "cus_1" }),
      intentEvent("charge.refunded", { id: "ch_1", payment_intent: null }),
      intentEvent("refund.updated", { id: "re_1", payment_intent: "pi_of_somebody_else", status: "failed" }),
      intentEvent("charge.refund.updated", { id: "re_1", payment_intent: { id: "pi_of_somebody_else" } }),
      intentEvent("payment_intent.succeeded", {}),
      intentEvent(),
    ];
    for (const event of events) {
      expect(await outcome(await deliver(stripe.server.origin, event))).toEqual([200]);
    }
    expect(stripe.standIn.requests).toHaveLength(before);
  });

  it("is to be sent again when Stripe cannot be asked about it, and then counts", async () => {
    const held = await stripe.hold();
    await held.pay("pm_slow");
    const intent = await held.intentId();
    stripe.standIn.books.finish(intent, "succeeded");
    const event = stripe.standIn.eventsOf(intent).at(-1) ?? {};
    stripe.standIn.trouble = "busy";
    const response = await deliver(stripe.server.origin, event);
    expect(response.headers.get("retry-after")).toBe("30");
    expect(await outcome(response)).toEqual([503, "PAYMENT_UNAVAILABLE"]);
    stripe.standIn.trouble = "none";
    expect((await held.client.booking.byId.query({ id: held.id })).status).toBe("pending");
    expect(await outcome(await deliver(stripe.server.origin, event))).toEqual([200]);
    expect((await held.client.booking.byId.query({ id: held.id })).status).toBe("confirmed");
  });

  it("is to be sent again when the database is away", async () => {
    const db = openDatabase("mongodb://127.0.0.1:1/foyer?replicaSet=rs0&serverSelectionTimeoutMS=500");
    const { context } = createTestContext({ db });
    const payments = { kind: "stripe", ...stripe.standIn.settings } as const;
    const lost = await listen(context, { payments });
    const response = await deliver(lost.origin, intentEvent());
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await outcome(response)).toEqual([503, "DATABASE_UNAVAILABLE"]);
    await lost.close();
    await db.close();
  });

  it("is taken nowhere that Stripe is not configured, nor by GET", async () => {
    const { context } = createTestContext();
    const plain = await listen(context);
    expect((await deliver(plain.origin, intentEvent())).status).toBe(404);
    expect((await fetch(`${stripe.server.origin}/webhooks/stripe`)).status).toBe(404);
    await plain.close();
    await context.db.close();
  });
});

describe("the headers that let Stripe's card form in", () => {
  const policyOf = async (origin: string) => {
    const policy = (await fetch(`${origin}/healthz`)).headers.get("content-security-policy") ?? "";
    return Object.fromEntries(
      policy.split(";").map((directive) => {
        const [name = "", ...sources] = directive.trim().split(" ");
        return [name, sources];
      }),
    );
  };

  it("are there with Stripe and not without", async () => {
    expect(await policyOf(stripe.server.origin)).toMatchObject({
      "default-src": ["'self'"],
      "script-src": ["'self'", "'wasm-unsafe-eval'", "https://js.stripe.com", "https://*.js.stripe.com"],
      "connect-src": ["'self'", "https://api.stripe.com"],
      "frame-src": ["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"],
    });
    const { context } = createTestContext();
    const plain = await listen(context, { payments: { kind: "sandbox" } });
    const policy = await policyOf(plain.origin);
    expect(policy).toMatchObject({
      "script-src": ["'self'", "'wasm-unsafe-eval'"],
      "connect-src": ["'self'"],
    });
    expect(policy).not.toHaveProperty("frame-src");
    expect(JSON.stringify(policy)).not.toContain("stripe");
    await plain.close();
    await context.db.close();
  });
});
