import { MINUTE_MS } from "@foyer/contract/time";
import { type BatchItems, createMicroBatch } from "@foyer/domain/machinery/micro-batch";
import { hashToken } from "@foyer/domain/sessions/credentials";
import { findSessionHolder } from "@foyer/domain/sessions/lucia";
import { revokeSessions } from "@foyer/domain/sessions/revoke-sessions";
import { findSessionsTogether } from "@foyer/domain/sessions/session-lookup";
import { newBuyers } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it, vi } from "vitest";

const { context, clock } = createTestContext();
afterAll(() => context.db.close());

const holderOf = (token: string) => findSessionHolder(context, token);

describe("many credentials at once", () => {
  it("are each answered for their own holder, good and bad mixed", async () => {
    const people = await newBuyers(context, 20);
    const tokens = people.flatMap(({ sessionToken }, i) => [sessionToken, `nonsense-${i}`, sessionToken]);
    const holders = await Promise.all(tokens.map(holderOf));
    expect(holders.map((holder) => holder?.id ?? null)).toEqual(people.flatMap(({ id }) => [id, null, id]));
  });

  it("take few look-ups, and one that is alone waits for nobody", async () => {
    const people = await newBuyers(context, 30);
    const findRaw = vi.spyOn(context.db.prisma.session, "findRaw");
    await Promise.all(people.map(({ sessionToken }) => holderOf(sessionToken)));
    expect(findRaw.mock.calls.length).toBeLessThanOrEqual(3);
    findRaw.mockClear();
    await holderOf(people[0]?.sessionToken ?? "");
    expect(findRaw).toHaveBeenCalledTimes(1);
    findRaw.mockRestore();
    expect(context.sessionLookup.load()).toEqual({ running: 0, waiting: 0 });
  });

  it("see what was revoked or disabled before they came, though look-ups that began before do not", async () => {
    const people = await newBuyers(context, 6);
    const [revoked, disabled] = people;
    if (revoked === undefined || disabled === undefined) throw new Error("There are six.");
    const early = people.map(({ sessionToken }) => holderOf(sessionToken));
    await revokeSessions(context.db.prisma, { userId: revoked.id }, clock.now());
    await context.db.prisma.user.update({ where: { id: disabled.id }, data: { isActive: false } });
    const late = await Promise.all(people.map(({ sessionToken }) => holderOf(sessionToken)));
    expect(late.map((holder) => holder === null)).toEqual([true, true, false, false, false, false]);
    await Promise.all(early);
  });

  it("all learn of a look-up that failed, and the next ones are not touched by it", async () => {
    const people = await newBuyers(context, 8);
    const hashes = people.map(({ sessionToken }) => hashToken(sessionToken));
    let isDown = true;
    const session = new Proxy(context.db.prisma.session, {
      get(target, property) {
        if (property !== "findRaw" || !isDown) return Reflect.get(target, property);
        return () => Promise.reject(new Error("The database is away."));
      },
    });
    const client = { session, user: context.db.prisma.user };
    const { find } = findSessionsTogether(client, clock, { maxSize: 3, maxInFlight: 1 });
    const outcomes = await Promise.allSettled(hashes.map(find));
    expect(outcomes.map(({ status }) => status)).toEqual(hashes.map(() => "rejected"));
    isDown = false;
    expect((await Promise.all(hashes.map(find))).map((found) => found?.user.id)).toEqual(
      people.map(({ id }) => id),
    );
  });
});

describe("lookups behind one that hangs", () => {
  /** Sessions of which the first so many reads are not answered until they are let go. */
  function stuckReads(count: number) {
    let reads = 0;
    const { promise: isFree, resolve: letGo } = Promise.withResolvers<void>();
    const session = new Proxy(context.db.prisma.session, {
      get(target, property) {
        if (property !== "findRaw") return Reflect.get(target, property);
        return async (options: Parameters<typeof target.findRaw>[0]) => {
          if (++reads <= count) await isFree;
          return target.findRaw(options);
        };
      },
    });
    const lookup = findSessionsTogether({ session, user: context.db.prisma.user }, clock);
    return { ...lookup, letGo, reads: () => reads };
  }

  const later = () => new Promise((resolve) => setTimeout(resolve, 10));

  it("are made at once, however few they are", async () => {
    const people = await newBuyers(context, 220);
    const hashes = people.map(({ sessionToken }) => hashToken(sessionToken));
    const { find, load, letGo } = stuckReads(1);
    const stuck = hashes.slice(0, 100).map(find);
    await later();
    expect(load()).toEqual({ running: 100, waiting: 0 });
    // All of this is answered while the first one is not.
    const behind = await Promise.all(hashes.slice(100, 199).map(find));
    expect(behind.map((found) => found?.user.id)).toEqual(people.slice(100, 199).map(({ id }) => id));
    for (const hash of hashes.slice(199)) expect(await find(hash)).toBeDefined();
    expect(load()).toEqual({ running: 100, waiting: 0 });
    letGo();
    expect((await Promise.all(stuck)).map((found) => found?.user.id)).toEqual(
      people.slice(0, 100).map(({ id }) => id),
    );
    expect(load()).toEqual({ running: 0, waiting: 0 });
  });

  it("are made behind several that hang", async () => {
    const people = await newBuyers(context, 3);
    const [first = "", second = "", third = ""] = people.map(({ sessionToken }) => hashToken(sessionToken));
    const { find, letGo, reads } = stuckReads(2);
    const stuck = [find(first)];
    await expect.poll(reads, { interval: 5 }).toBe(1);
    stuck.push(find(second));
    await expect.poll(reads, { interval: 5 }).toBe(2);
    expect((await find(third))?.user.id).toBe(people[2]?.id);
    letGo();
    expect((await Promise.all(stuck)).map((found) => found?.user.id)).toEqual(
      people.slice(0, 2).map(({ id }) => id),
    );
  });

  it("wait for the next batch while as many are in flight as may be", async () => {
    const asked: number[] = [];
    const { promise: isFree, resolve: letGo } = Promise.withResolvers<void>();
    const batch = createMicroBatch(
      async (keys: BatchItems<null>) => {
        asked.push(keys.size);
        await isFree;
        return keys;
      },
      (keys, key) => keys.has(key),
      { maxInFlight: 1 },
    );
    const ask = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => batch.request(`${from + index}`, null));
    const answers = ask(0, 100);
    await new Promise((resolve) => setImmediate(resolve));
    for (let few = 0; few < 5; few++) {
      answers.push(...ask(100 + few * 10, 110 + few * 10));
      await new Promise((resolve) => setImmediate(resolve));
    }
    letGo();
    expect(await Promise.all(answers)).toEqual(answers.map(() => true));
    expect(asked).toEqual([100, 50]);
  });
});

describe("extending many at once", () => {
  it("writes only those that are due, together, and tells each whether its own was", async () => {
    const people = await newBuyers(context, 12);
    clock.advance(2 * MINUTE_MS);
    const [recent, revoked] = people;
    if (recent === undefined || revoked === undefined) throw new Error("There are twelve.");
    expect(await holderOf(recent.sessionToken)).toMatchObject({ isFresh: true });
    clock.advance(MINUTE_MS / 2);

    const update = vi.spyOn(context.db.prisma, "$runCommandRaw");
    const holders = await Promise.all(people.map(({ sessionToken }) => holderOf(sessionToken)));
    expect(holders.map((holder) => holder?.isFresh)).toEqual(people.map((person) => person !== recent));
    expect(update.mock.calls.length).toBeLessThanOrEqual(4);
    update.mockRestore();

    const again = await Promise.all(people.map(({ sessionToken }) => holderOf(sessionToken)));
    expect(again.every((holder) => holder?.isFresh === false)).toBe(true);

    // Revoked between the look-up and the write: not extended, and no neighbour is the worse for it.
    clock.advance(2 * MINUTE_MS);
    await revokeSessions(context.db.prisma, { userId: revoked.id }, clock.now());
    const endsAt = new Date(clock.now().getTime() + 60 * MINUTE_MS);
    const extended = people.map(({ sessionToken }) =>
      context.sessionExtension.extend({ id: sessionToken, endsAt }),
    );
    expect(await Promise.all(extended)).toEqual(people.map((person) => person !== revoked));
  });

  it("never goes beyond the end of the session itself", async () => {
    const [person, other] = await newBuyers(context, 2);
    if (person === undefined || other === undefined) throw new Error("There are two.");
    const soon = new Date(clock.now().getTime() + 5 * MINUTE_MS);
    const later = new Date(clock.now().getTime() + 60 * MINUTE_MS);
    await Promise.all([
      context.sessionExtension.extend({ id: person.sessionToken, endsAt: soon }),
      context.sessionExtension.extend({ id: other.sessionToken, endsAt: later }),
    ]);
    const ends = await context.db.prisma.session.findMany({
      where: { userId: { in: [person.id, other.id] } },
      select: { userId: true, sessionExpiresAt: true },
    });
    const endOf = (id: string) => ends.find(({ userId }) => userId === id)?.sessionExpiresAt.getTime() ?? 0;
    expect(endOf(person.id)).toBe(soon.getTime());
    expect(endOf(other.id)).toBeGreaterThan(soon.getTime());
  });
});
