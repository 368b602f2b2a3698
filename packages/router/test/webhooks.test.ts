import { MAX_WEBHOOKS } from "@foyer/contract/webhook";
import { WEBHOOK_TYPES } from "@foyer/contract/webhook-types";
import { DEFAULT_RATE_LIMITS } from "@foyer/domain/security/rate-limit";
import { bookTickets } from "@foyer/testing/bookings";
import { callAnonymously, callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { TRPCError } from "@trpc/server";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock } = createTestContext();
afterAll(() => context.db.close());

const URL_OF_MINE = "https://receiver.example/foyer?key=1";

async function organizing() {
  const organizer = await newUser(context);
  const api = callAs(context, organizer);
  const { id, secret } = await api.webhook.create({ url: URL_OF_MINE, events: ["*"] });
  return { organizer, api, id, secret };
}

describe("webhooks", () => {
  it("answer a secret when they are made and when it is replaced, and at no other time", async () => {
    const { organizer, api, id, secret } = await organizing();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const event = await newEvent(context, organizer);
    await bookTickets(context, await newUser(context), event.id);
    const { secret: another } = await api.webhook.rotateSecret({ id });
    expect(another).not.toBe(secret);
    const answers = [
      await api.webhook.list(),
      await api.webhook.update({ id, isEnabled: true }),
      await api.webhook.deliveries({ id }),
      await api.webhook.test({ id }),
    ];
    const text = JSON.stringify(answers);
    expect(text).not.toContain("whsec_");
    expect(text).not.toContain(another.slice(6));
    const [listed] = await api.webhook.list();
    expect(listed?.oldSecretUntil?.getTime()).toBeGreaterThan(clock.now().getTime());
    // The audit has neither the secret nor what of the address may be one.
    const audit = await context.db.prisma.securityEvent.findMany({ where: { userId: organizer.id } });
    expect(audit.map(({ type }) => type).sort()).toEqual(["webhook_added", "webhook_secret_replaced"]);
    expect(audit.find(({ type }) => type === "webhook_added")?.detail).toBe("At receiver.example.");
  });

  it("exist for nobody but their organizer, not even for admins", async () => {
    const { organizer, id } = await organizing();
    const event = await newEvent(context, organizer);
    await bookTickets(context, await newUser(context), event.id);
    const { items } = await callAs(context, organizer).webhook.deliveries({ id });
    const deliveryId = items[0]?.id ?? "";
    for (const stranger of [await newUser(context), await newUser(context, "admin")]) {
      const api = callAs(context, stranger);
      expect(await api.webhook.list()).toEqual([]);
      const calls = [
        () => api.webhook.update({ id, url: "https://elsewhere.example/" }),
        () => api.webhook.remove({ id }),
        () => api.webhook.rotateSecret({ id }),
        () => api.webhook.deliveries({ id }),
        () => api.webhook.replay({ deliveryId }),
        () => api.webhook.test({ id }),
      ];
      for (const call of calls) expect(await errorCodeOf(call())).toBe("NOT_FOUND");
    }
    await expect(callAnonymously(context).webhook.list()).rejects.toBeInstanceOf(TRPCError);
  });

  it("take types and families of them, and store what those stand for", async () => {
    const { api, id } = await organizing();
    const events = async () => (await api.webhook.list())[0]?.events;
    expect(await events()).toEqual([...WEBHOOK_TYPES]);
    await api.webhook.update({ id, events: ["payment.*", "event.sold_out", "payment.failed"] });
    expect(await events()).toEqual([
      "payment.succeeded",
      "payment.failed",
      "payment.refund_due",
      "payment.refunded",
      "event.sold_out",
    ]);
  });

  it("refuse addresses that are none, hold a password, or are too long", async () => {
    const api = callAs(context, await newUser(context));
    const urls = [
      "",
      "receiver.example",
      "ftp://receiver.example/",
      "javascript:alert(1)",
      "https://me:secret@receiver.example/",
      "https://receiver.example/#part",
      `https://receiver.example/${"a".repeat(1_000)}`,
    ];
    for (const url of urls) {
      await expect(api.webhook.create({ url, events: ["*"] })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    }
    await expect(api.webhook.create({ url: URL_OF_MINE, events: [] })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });

  it("are limited in number, however many are made at once", async () => {
    const api = callAs(context, await newUser(context));
    const made = await Promise.allSettled(
      Array.from({ length: MAX_WEBHOOKS + 5 }, () => api.webhook.create({ url: URL_OF_MINE, events: ["*"] })),
    );
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(MAX_WEBHOOKS);
    expect(await api.webhook.list()).toHaveLength(MAX_WEBHOOKS);
    expect(await errorCodeOf(api.webhook.create({ url: URL_OF_MINE, events: ["*"] }))).toBe(
      "TOO_MANY_WEBHOOKS",
    );
  });

  it("list their deliveries page by page, and by state", async () => {
    const { organizer, api, id } = await organizing();
    const event = await newEvent(context, organizer, { capacity: 20 });
    for (let i = 0; i < 5; i++) await bookTickets(context, await newUser(context), event.id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof api.webhook.deliveries>> = await api.webhook.deliveries({
        id,
        cursor,
        limit: 2,
      });
      seen.push(...page.items.map(({ messageId }) => messageId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(5);
    expect((await api.webhook.deliveries({ id, state: "given_up" })).items).toEqual([]);
    expect((await api.webhook.deliveries({ id, state: "queued" })).items).toHaveLength(5);
  });

  it("may be tested so often in a time", async () => {
    const limited = createTestContext({
      db: context.db,
      rateLimits: { ...DEFAULT_RATE_LIMITS, webhookTestsPerUser: { max: 2, windowSeconds: 3_600 } },
    });
    const { organizer, id } = await organizing();
    const api = callAs(limited.context, organizer);
    for (let i = 0; i < 2; i++) expect(await api.webhook.test({ id })).toMatchObject({ isDelivered: true });
    expect(await errorCodeOf(api.webhook.test({ id }))).toBe("RATE_LIMITED");
  });
});
