import { createFoyerClient } from "@foyer/client";
import { describe, expect, it } from "vitest";

/** A client whose requests go nowhere, and what it would have sent. */
function recording() {
  const sent: unknown[] = [];
  const fetch: typeof globalThis.fetch = async (_, init) => {
    sent.push(JSON.parse(String(init?.body)).json);
    return new Response("{}", { status: 500 });
  };
  const client = createFoyerClient({ url: "http://localhost/trpc", sessionToken: () => "token", fetch });
  return { client, sent };
}

const BOOKING = { eventId: "0".repeat(24), ticketQuantity: 1, paymentMethod: "cash" } as const;

describe("a call that moves tickets or money", () => {
  it("gets a key of its own where it has none", async () => {
    const { client, sent } = recording();
    await client.booking.create.mutate(BOOKING).catch(() => {});
    await client.booking.create.mutate(BOOKING).catch(() => {});
    const keys = sent.map((input) => (input as { idempotencyKey: string }).idempotencyKey);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(keys).size).toBe(2);
  });

  it("keeps the key that its caller gave", async () => {
    const { client, sent } = recording();
    await client.booking.create.mutate({ ...BOOKING, idempotencyKey: "mine" }).catch(() => {});
    expect(sent).toEqual([{ ...BOOKING, idempotencyKey: "mine" }]);
  });
});

it("any other call is sent as it is", async () => {
  const { client, sent } = recording();
  await client.user.updateProfile.mutate({ name: "Ada" }).catch(() => {});
  expect(sent).toEqual([{ name: "Ada" }]);
});
