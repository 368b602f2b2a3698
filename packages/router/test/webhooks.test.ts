import { MAX_WEBHOOKS } from "@foyer/contract/webhook";
import { WEBHOOK_TYPES } from "@foyer/contract/webhook-types";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { DEFAULT_RATE_LIMITS } from "@foyer/domain/security/rate-limit";
import { bookTickets } from "@foyer/testing/bookings";
import { callAnonymously, callAs, callWithKey } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newApiKey, newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext, createTestContext } from "@foyer/testing/test-context";
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
      await api.webhook.byId({ id }),
      await api.webhook.update({ id, isEnabled: true }),
      await api.webhook.deliveries({ id }),
      await api.webhook.test({ id }),
    ];
    const text = JSON.stringify(answers);
    expect(text).not.toContain("whsec_");
    expect(text).not.toContain(another.slice(6));
    const [listed] = await api.webhook.list();
    expect(await api.webhook.byId({ id })).toEqual(listed);
    expect(listed?.oldSecretUntil?.getTime()).toBeGreaterThan(clock.now().getTime());
    // The audit has neither the secret nor what of the address may be one.
    const audit = await context.db.prisma.securityEvent.findMany({ where: { userId: organizer.id } });
    expect(audit.map(({ type }) => type).sort()).toEqual(["webhook_added", "webhook_secret_replaced"]);
    expect(audit.map(({ detail }) => detail)).toEqual(["At receiver.example.", "At receiver.example."]);
  });

  it("leave in the audit where they were and went", async () => {
    const { api, organizer, id } = await organizing();
    await api.webhook.update({ id, url: "https://elsewhere.example/s3cret?k=s3cret" });
    // Nothing that is sent goes elsewhere by these.
    await api.webhook.update({ id, url: "https://elsewhere.example/s3cret?k=s3cret" });
    await api.webhook.update({ id, isEnabled: false });
    await api.webhook.remove({ id });
    const audit = await context.db.prisma.securityEvent.findMany({
      where: { userId: organizer.id },
      orderBy: { id: "asc" },
    });
    expect(audit.map(({ type, detail }) => [type, detail])).toEqual([
      ["webhook_added", "At receiver.example."],
      ["webhook_moved", "From receiver.example to elsewhere.example."],
      ["webhook_removed", "At elsewhere.example."],
    ]);
  });

  it("may be set up by a program, of which its user is mailed, and which outlive its key", async () => {
    const { context, clock, mails } = await createIsolatedTestContext({
      rateLimits: { ...DEFAULT_RATE_LIMITS, webhooksByKeyPerUser: { max: 3, windowSeconds: 3_600 } },
    });
    clock.beginWindow(3_600);
    const organizer = await newUser(context);
    await context.db.prisma.user.update({
      where: { id: organizer.id },
      data: { emailVerifiedAt: context.clock.now() },
    });
    const own = callAs(context, organizer);
    const { id: keyId, key } = await newApiKey(context, organizer, { name: "CRM", scopes: ["webhooks"] });
    mails.length = 0;
    const program = await callWithKey(context, key);
    const { id, secret } = await program.webhook.create({ url: URL_OF_MINE, events: ["booking.*"] });
    expect(secret).toMatch(/^whsec_/);
    expect(await program.webhook.list()).toMatchObject([{ id, apiKey: { id: keyId, name: "CRM" } }]);

    const arrived = async () => {
      await sendQueuedMails(context);
      return mails.splice(0).filter(({ to }) => to === organizer.email);
    };
    const [mail, ...others] = await arrived();
    expect(others).toEqual([]);
    expect(mail?.subject).toBe("A program set up a webhook at receiver.example");
    expect(mail?.text).toContain("CRM");
    expect(mail?.text).not.toContain("key=1");
    const [added] = await context.db.prisma.securityEvent.findMany({
      where: { type: "webhook_added", userId: organizer.id },
    });
    expect(added?.detail).toMatch(/^At receiver\.example\. By the API key "CRM" \(foyer_/);

    // What is not about the address is not news, and is told of nowhere.
    await program.webhook.update({ id, events: ["*"] });
    await program.webhook.update({ id, url: URL_OF_MINE });
    expect(await arrived()).toEqual([]);
    await program.webhook.update({ id, url: "https://another.example/" });
    expect((await arrived()).map(({ subject }) => subject)).toEqual([
      "A program set up a webhook at another.example",
    ]);
    expect(await errorCodeOf(program.webhook.update({ id, url: URL_OF_MINE }))).toBe("RATE_LIMITED");
    expect(await errorCodeOf(program.webhook.rotateSecret({ id }))).toBe("FORBIDDEN");
    expect(await errorCodeOf(program.event.mine())).toBe("FORBIDDEN");

    await own.apiKey.revoke({ id: keyId });
    expect(await own.webhook.list()).toMatchObject([{ id, isEnabled: true, apiKey: { id: keyId } }]);
    // Its user makes it their own.
    await own.webhook.update({ id, url: URL_OF_MINE });
    expect(await own.webhook.list()).toMatchObject([{ id, apiKey: null }]);
    await context.db.close();
  });

  it("are not for keys of some events, which are told of others as well", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer);
    const { key } = await newApiKey(context, organizer, { scopes: ["webhooks"], eventIds: [event.id] });
    const program = await callWithKey(context, key);
    expect(await errorCodeOf(program.webhook.create({ url: URL_OF_MINE, events: ["*"] }))).toBe("FORBIDDEN");
    expect(await errorCodeOf(program.webhook.list())).toBe("FORBIDDEN");
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
        () => api.webhook.byId({ id }),
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
    limited.clock.beginWindow(3_600);
    const { organizer, id } = await organizing();
    const api = callAs(limited.context, organizer);
    for (let i = 0; i < 2; i++) expect(await api.webhook.test({ id })).toMatchObject({ isDelivered: true });
    expect(await errorCodeOf(api.webhook.test({ id }))).toBe("RATE_LIMITED");
  });
});
