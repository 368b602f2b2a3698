import { MAX_API_KEYS } from "@foyer/contract/api-key";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { newApiKey as makeKey } from "@foyer/domain/api-keys/key-format";
import { secureRandom } from "@foyer/domain/random";
import { hashToken } from "@foyer/domain/sessions/credentials";
import { callAnonymously, callAs, callWithKey, registerProgram } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newApiKey, newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it, vi } from "vitest";

const { context, clock, mails } = createTestContext();
const { prisma } = context.db;
afterAll(() => context.db.close());

/** The events of the audit about somebody's keys, oldest first. */
async function auditOf(userId: string) {
  const rows = await prisma.securityEvent.findMany({
    where: { userId, type: { startsWith: "api_key_" } },
    orderBy: { id: "asc" },
  });
  return rows.map(({ type, detail }) => ({ type, detail }));
}

describe("apiKey.create", () => {
  it("answers the key once; the database has only its hash", async () => {
    const person = await newUser(context);
    const caller = callAs(context, person);
    const { id, key } = await caller.apiKey.create({
      name: "Sales bot",
      scopes: ["read", "read", "bookings"],
    });
    expect(key).toMatch(/^foyer_[0-9A-Za-z]{49}$/);
    const stored = await prisma.apiKey.findUniqueOrThrow({ where: { id } });
    expect(stored).toMatchObject({ keyHash: hashToken(key), prefix: key.slice(0, 12), allEvents: true });
    const listed = await caller.apiKey.list();
    expect(listed).toEqual([
      {
        id,
        name: "Sales bot",
        prefix: key.slice(0, 12),
        scopes: ["read", "bookings"],
        events: null,
        expiresAt: null,
        lastUsedAt: null,
        createdAt: expect.any(Date),
      },
    ]);
    expect(JSON.stringify([stored, listed, await auditOf(person.id)])).not.toContain(key);
    expect(await auditOf(person.id)).toEqual([
      { type: "api_key_created", detail: `"Sales bot" (${key.slice(0, 12)}…, ${id}): read, bookings.` },
    ]);
  });

  it("mails the account that there is a key, and never the key", async () => {
    const person = await newUser(context);
    const { key } = await callAs(context, person).apiKey.create({ name: "Reader", scopes: ["read"] });
    const mail = mails.filter(({ to }) => to === person.email).at(-1);
    expect(mail?.subject).toBe("An API key was created");
    // The address is not verified, so nothing that its user typed is sent to it.
    expect(mail?.text).not.toContain("Reader");
    expect(mail?.text).not.toContain(key.slice(0, 12));
  });

  it("refuses what no key can have", async () => {
    const person = await newUser(context);
    const { id: eventId } = await newEvent(context, person);
    const { create } = callAs(context, person).apiKey;
    const good = { name: "Key", scopes: ["read" as const] };
    const codes = await Promise.all([
      errorCodeOf(create({ ...good, expiresAt: new Date(clock.now().getTime() - 1_000) })),
      errorCodeOf(create({ ...good, eventIds: [eventId, "0".repeat(24) as typeof eventId] })),
    ]);
    expect(codes).toEqual(["INVALID_INPUT", "INVALID_INPUT"]);
    for (const bad of [
      { ...good, name: "" },
      { ...good, name: "x".repeat(61) },
      { ...good, scopes: [] },
      { ...good, scopes: ["everything"] },
      { ...good, eventIds: [] },
      { ...good, userId: person.id },
    ]) {
      await expect(create(bad as never)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    }
    expect(await callAs(context, person).apiKey.list()).toEqual([]);
  });

  it(`gives a user ${MAX_API_KEYS} keys and no more, however many are asked for at once`, async () => {
    const person = await newUser(context);
    const caller = callAs(context, person);
    for (let time = 0; time < MAX_API_KEYS - 3; time++) await newApiKey(context, person);
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () => caller.apiKey.create({ name: "One more", scopes: ["read"] })),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    const keys = await caller.apiKey.list();
    expect(keys).toHaveLength(MAX_API_KEYS);
    const another = () => caller.apiKey.create({ name: "One more", scopes: ["read"] });
    expect(await errorCodeOf(another())).toBe("TOO_MANY_API_KEYS");
    const [first] = keys;
    if (first === undefined) throw new Error("There are some.");
    await caller.apiKey.revoke({ id: first.id });
    await another();
  });
});

describe("a call with an API key", () => {
  it("is its user's", async () => {
    const person = await newUser(context);
    const { key } = await newApiKey(context, person);
    const caller = await callWithKey(context, key);
    expect(await caller.user.me()).toMatchObject({ id: person.id, email: person.email });
    expect(await caller.event.mine()).toMatchObject({ items: [], nextCursor: null });
  });

  it.each([
    ["nothing like a key", "foyer_nonsense", "not valid"],
    ["a key that was never issued", makeKey(secureRandom), "not valid"],
  ])("is refused everywhere with %s", async (_, key, words) => {
    const caller = await callWithKey(context, key);
    for (const call of [() => caller.event.list(), () => caller.user.me(), () => caller.booking.mine()]) {
      const error = await call().catch((cause) => cause);
      expect(error.cause).toMatchObject({ code: "UNAUTHENTICATED" });
      expect(error.cause.message).toContain(words);
    }
  });

  it("is refused by name once the key is revoked, expired or its user disabled, and that is audited once", async () => {
    const person = await newUser(context);
    const revoked = await newApiKey(context, person, { name: "Revoked" });
    const expiring = await newApiKey(context, person, {
      name: "Expiring",
      expiresAt: new Date(clock.now().getTime() + MINUTE_MS),
    });
    const kept = await newApiKey(context, person, { name: "Kept" });
    const wordsFor = async (key: string) => {
      const error = await (await callWithKey(context, key)).event.mine().catch((cause) => cause);
      return error.cause === undefined ? "allowed" : `${error.cause.code}: ${error.cause.message}`;
    };
    expect(await Promise.all([revoked, expiring, kept].map(({ key }) => wordsFor(key)))).toEqual([
      expect.not.stringContaining("UNAUTHENTICATED"),
      expect.not.stringContaining("UNAUTHENTICATED"),
      expect.not.stringContaining("UNAUTHENTICATED"),
    ]);
    await callAs(context, person).apiKey.revoke({ id: revoked.id });
    clock.advance(MINUTE_MS);
    expect(await wordsFor(revoked.key)).toContain("UNAUTHENTICATED: This API key was revoked.");
    expect(await wordsFor(expiring.key)).toContain("UNAUTHENTICATED: This API key has expired.");
    await prisma.user.update({ where: { id: person.id }, data: { isActive: false } });
    expect(await wordsFor(kept.key)).toContain("UNAUTHENTICATED: The account of this API key is disabled.");
    for (let time = 0; time < 3; time++) await wordsFor(revoked.key);
    const refusals = (await auditOf(person.id)).filter(({ type }) => type === "api_key_refused");
    expect(refusals.map(({ detail }) => detail?.split(" ")[0])).toEqual([
      '"Revoked"',
      '"Expiring"',
      '"Kept"',
    ]);
    clock.advance(HOUR_MS);
    await wordsFor(revoked.key);
    expect((await auditOf(person.id)).filter(({ type }) => type === "api_key_refused")).toHaveLength(4);
  });
});

describe("apiKey.revoke", () => {
  it("ends a key of the caller's, and may be repeated", async () => {
    const person = await newUser(context);
    const { id } = await newApiKey(context, person);
    const caller = callAs(context, person);
    await Promise.all([caller.apiKey.revoke({ id }), caller.apiKey.revoke({ id })]);
    expect(await caller.apiKey.revoke({ id })).toEqual({ ok: true });
    expect(await caller.apiKey.list()).toEqual([]);
    expect((await auditOf(person.id)).map(({ type }) => type)).toEqual([
      "api_key_created",
      "api_key_revoked",
    ]);
    const stored = await prisma.apiKey.findUniqueOrThrow({ where: { id } });
    // Deleted some time after it has become useless.
    expect(stored.keptUntil?.getTime()).toBe((stored.revokedAt?.getTime() ?? 0) + 90 * DAY_MS);
  });

  it("knows nobody else's keys", async () => {
    const { id } = await newApiKey(context, await newUser(context));
    expect(await errorCodeOf(callAs(context, await newUser(context)).apiKey.revoke({ id }))).toBe(
      "NOT_FOUND",
    );
    expect(await prisma.apiKey.findUniqueOrThrow({ where: { id } })).toMatchObject({ revokedAt: null });
  });
});

describe("a new password", () => {
  it("keeps the keys when it was changed, and revokes them when it was reset by mail", async () => {
    const { user } = await registerProgram(context);
    const first = await newApiKey(context, user, { name: "First" });
    const second = await newApiKey(context, user, { name: "Second" });
    const isGood = async (key: string) => {
      const answer = (await callWithKey(context, key)).user.me();
      return answer.then(
        () => true,
        () => false,
      );
    };
    await callAs(context, user).user.changePassword({
      currentPassword: "correct horse battery",
      newPassword: "a lamp above every stair",
    });
    expect([await isGood(first.key), await isGood(second.key)]).toEqual([true, true]);
    const notice = () =>
      mails.findLast(({ to, subject }) => to === user.email && subject === "Your password was changed")?.text;
    expect(notice()).not.toContain("webhooks");
    // What the programs rely on does not fall silent with their keys; whoever has the mailbox is told to look.
    const program = await callWithKey(context, first.key);

    const { id: webhookId } = await program.webhook.create({
      url: "https://receiver.example/hook",
      events: ["booking.*"],
    });

    await callAnonymously(context).user.requestPasswordReset({ email: user.email });
    const link = () => mails.find(({ to, subject }) => to === user.email && subject === "Set a new password");
    await expect.poll(() => link() !== undefined).toBe(true);
    const token = /#token=([\w-]+)/.exec(link()?.text ?? "")?.[1] ?? "";
    await callAnonymously(context).user.resetPassword({ token, newPassword: "a door for every key" });
    expect([await isGood(first.key), await isGood(second.key)]).toEqual([false, false]);
    expect(notice()).toContain("all of your API keys were revoked");
    expect(notice()).toContain(`${context.publicUrl}/manage/webhooks`);
    expect(await callAs(context, user).webhook.byId({ id: webhookId })).toMatchObject({
      isEnabled: true,
      apiKey: { id: first.id, name: "First" },
    });
    const audit = await auditOf(user.id);
    const { detail } = audit.find(({ type }) => type === "api_key_revoked") ?? {};
    expect(detail).toContain('"First"');
    expect(detail).toContain('"Second"');
    expect(detail).toContain("the password was reset");
  });
});

describe("looking keys up", () => {
  it("takes two queries for all that come at once, and sees what was revoked before", async () => {
    const person = await newUser(context);
    const keys = [await newApiKey(context, person), await newApiKey(context, person)];
    const other = await newApiKey(context, await newUser(context));
    await callAs(context, person).apiKey.revoke({ id: keys[0]?.id ?? other.id });
    const findKeys = vi.spyOn(prisma.apiKey, "findRaw");
    const findUsers = vi.spyOn(prisma.user, "findRaw");
    const callers = await Promise.all(
      [...keys, other, ...keys].map(async ({ key }) => {
        const answer = (await callWithKey(context, key)).user.me();
        return answer.then(
          (me) => me?.id,
          () => "refused",
        );
      }),
    );
    expect(callers.map((id) => id === "refused")).toEqual([true, false, false, true, false]);
    expect(findKeys.mock.calls.length).toBe(1);
    expect(findUsers.mock.calls.length).toBe(1);
    findKeys.mockRestore();
    findUsers.mockRestore();
  });
});
