import { MAX_WEBHOOK_URL, webhookUrl } from "@foyer/contract/webhook";
import { type WebhookBody, webhookMessage } from "@foyer/contract/webhook-message";
import { typesOf, WEBHOOK_FAMILIES, WEBHOOK_TYPES, webhookTypes } from "@foyer/contract/webhook-types";
import { describe, expect, expectTypeOf, it } from "vitest";

describe("the types of webhooks", () => {
  it("each have a message, beside that of a test", () => {
    const told = webhookMessage.options.map(({ shape }) => shape.type.value);
    expect(told).toEqual([...WEBHOOK_TYPES, "test"]);
  });

  it("are chosen one by one or by family, each once and in order", () => {
    expect(typesOf(["*"])).toEqual([...WEBHOOK_TYPES]);
    expect(typesOf(["ticket.admitted", "waitlist.*", "ticket.*"])).toEqual([
      "waitlist.offered",
      "ticket.admitted",
      "ticket.admission_undone",
    ]);
    const families = WEBHOOK_FAMILIES.filter((family) => family !== "*");
    expect(families.flatMap((family) => typesOf([family])).sort()).toEqual([...WEBHOOK_TYPES].sort());
    for (const none of [[], ["booking.renamed"], ["nothing.*"], "*"]) {
      expect(webhookTypes.safeParse(none).success).toBe(false);
    }
  });

  it("narrow what a body carries", () => {
    const body = JSON.parse(
      '{"version":1,"type":"test","timestamp":"2027-05-14T17:30:00.000Z","data":{"id":"1"}}',
    ) as WebhookBody;
    expectTypeOf(body.timestamp).toEqualTypeOf<string>();
    if (body.type === "booking.confirmed") expectTypeOf(body.data.attendee.name).toEqualTypeOf<string>();
    if (body.type === "payment.refunded") expectTypeOf(body.data.refundedAt).toEqualTypeOf<string | null>();
    expect(webhookMessage.parse(body)).toEqual({ ...body, timestamp: new Date(body.timestamp) });
  });
});

describe("the address of a webhook", () => {
  it.each([
    ["ftp://example.org/", "Give an address that begins with https://."],
    ["https://user:word@example.org/", "Leave out user name"],
    ["https://example.org/#part", "Leave out user name"],
    [`https://example.org/${"a".repeat(MAX_WEBHOOK_URL)}`, "An address has at most 1000 characters."],
    ["https://example.org/\u202Egro.elpmaxe", "This has characters that cannot be shown"],
  ])("is not %s", (url, message) => {
    expect(webhookUrl.safeParse(url).error?.message).toContain(message);
  });

  it("is kept as it was written", () => {
    expect(webhookUrl.parse("https://münchen.example/foyer?key=1")).toBe(
      "https://münchen.example/foyer?key=1",
    );
  });
});
