import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFoyerClient, failureOf, keyedCall, memoryTokens, reasonOf } from "@foyer/client";
import { fileTokens } from "@foyer/client/node";
import type { EventId } from "@foyer/contract/ids";
import { MINUTE_MS } from "@foyer/contract/time";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { registerProgram } from "@foyer/testing/callers";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";
import { type Fault, type RoughProxy, startRoughProxy } from "./kit/rough-proxy.js";

const { context, clock } = createTestContext();
const folder = mkdtempSync(join(tmpdir(), "foyer-programs-"));
let server: TestServer;
beforeAll(async () => {
  server = await listen(context);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
  await context.db.close();
});

const BUYERS = 40;
const EVENTS = 25;
/** How often a call is sent that the client has given up on: on a busy machine other answers come too late as well. */
const MOST_SENT = 10;
/** Longer than an answer takes on a busy machine: only what the proxy delays is to come too late. */
const TIMEOUT_MS = 4_000;

/** One request in three fails, in one of these ways. */
const FAULTS: readonly Fault[] = [
  "cut-before",
  "cut-after",
  "cut-within",
  "duplicate",
  "duplicate-later",
  "page-502",
  "page-503",
  "page-504",
];
const DELAYED_IN = 60;

async function through<Result>(
  choose: (url: string) => Fault,
  work: (proxy: RoughProxy) => Promise<Result>,
): Promise<Result> {
  const proxy = await startRoughProxy(server.origin, choose, { delayMs: 1.5 * TIMEOUT_MS });
  try {
    return await work(proxy);
  } finally {
    await proxy.close();
  }
}

/** The faults in turn: every kind comes, whatever the order of the requests. */
function everyThird(): () => Fault {
  let request = 0;
  return () => {
    request++;
    if (request % DELAYED_IN === 0) return "delay";
    return request % 3 === 0 ? (FAULTS[(request / 3) % FAULTS.length] ?? "pass") : "pass";
  };
}

describe(`${BUYERS * EVENTS} bookings through a proxy that cuts, delays and duplicates`, {
  timeout: 300_000,
}, () => {
  it("are each made exactly once", async () => {
    const organizer = await newUser(context);
    const events: EventId[] = [];
    for (let number = 0; number < EVENTS; number++) {
      events.push((await newEvent(context, organizer, { capacity: BUYERS })).id);
    }
    const buyers = await newBuyers(context, BUYERS);
    const done = await through(everyThird(), async (proxy) => {
      await Promise.all(
        buyers.map(async ({ sessionToken }, offset) => {
          const foyer = createFoyerClient({
            url: `${proxy.origin}/trpc`,
            sessionToken: () => sessionToken,
            timeoutMs: TIMEOUT_MS,
          });
          for (let number = 0; number < EVENTS; number++) {
            const eventId = events[(number + offset) % EVENTS];
            if (eventId === undefined) throw new Error("There are as many events.");
            const wish = keyedCall(foyer.booking.create, {
              eventId,
              ticketQuantity: 1,
              paymentMethod: "cash",
            });
            // What the client gives up on, its caller may send again as the same call.
            let booking: Awaited<ReturnType<typeof wish.send>> | undefined;
            for (let time = 1; booking === undefined; time++) {
              booking = await wish.send().catch((error: unknown) => {
                if (time === MOST_SENT) throw error;
                return undefined;
              });
            }
            expect(booking.eventId).toBe(eventId);
          }
        }),
      );
      return proxy.done;
    });
    for (const fault of [...FAULTS, "delay"] as const) expect(done.get(fault), fault).toBeGreaterThan(0);

    const made = await context.db.prisma.booking.findMany({
      where: { eventId: { in: events } },
      select: { eventId: true, userId: true, status: true },
    });
    expect(made).toHaveLength(BUYERS * EVENTS);
    expect(new Set(made.map(({ eventId, userId }) => `${eventId} ${userId}`)).size).toBe(BUYERS * EVENTS);
    expect(new Set(made.map(({ status }) => status))).toEqual(new Set(["confirmed"]));
    for (const id of events) {
      expect(await reconcile(context, id)).toMatchObject({ ok: true, availableTickets: 0 });
    }
  });
});

describe("through a proxy that fails", () => {
  it("what has no key is sent once, and its caller is told that no answer came", async () => {
    const { sessionToken } = await registerProgram(context);
    for (const [fault, kind] of [
      ["cut-before", "no-answer"],
      ["cut-after", "no-answer"],
      ["cut-within", "no-answer"],
      ["page-504", "unreadable"],
      ["delay", "timed-out"],
    ] as const) {
      await through(
        () => fault,
        async (proxy) => {
          const foyer = createFoyerClient({
            url: `${proxy.origin}/trpc`,
            sessionToken: () => sessionToken,
            timeoutMs: TIMEOUT_MS,
          });
          const error: unknown = await foyer.user.updateProfile
            .mutate({ name: "Ada" })
            .catch((failed) => failed);
          expect(failureOf(error)?.kind, fault).toBe(kind);
          expect(proxy.done.get(fault)).toBe(1);
        },
      );
    }
  });

  it("a session survives a refresh whose answer is lost", async () => {
    const program = await registerProgram(context);
    let refreshes = 0;
    const choose = (url: string): Fault => {
      if (!url.includes("user.refresh")) return "pass";
      refreshes++;
      return refreshes === 1 ? "cut-after" : "pass";
    };
    await through(choose, async (proxy) => {
      const tokens = memoryTokens(program);
      const foyer = createFoyerClient({ url: `${proxy.origin}/trpc`, tokens, timeoutMs: 10_000 });
      clock.advance(20 * MINUTE_MS);
      const answers = await Promise.all([
        foyer.user.me.query(),
        foyer.waitlist.mine.query(),
        foyer.user.updateProfile.mutate({ name: "Grace" }),
      ]);
      expect(answers[0]?.id).toBe(program.user.id);
      expect(refreshes).toBe(2);
      expect((await tokens.get())?.refreshToken).not.toBe(program.refreshToken);
      // The new pair is good for the next refresh.
      clock.advance(20 * MINUTE_MS);
      expect((await foyer.user.me.query())?.name).toBe("Grace");
    });
  });

  it("two programs that share a file refresh one after the other, and none is signed out", async () => {
    const program = await registerProgram(context);
    const path = join(folder, "tokens.json");
    await fileTokens(path).set(program);
    const [here, there] = [1, 2].map(() =>
      createFoyerClient({ url: `${server.origin}/trpc`, tokens: fileTokens(path), timeoutMs: 10_000 }),
    );
    for (let round = 0; round < 3; round++) {
      clock.advance(20 * MINUTE_MS);
      const both = await Promise.all([here?.user.me.query(), there?.user.me.query()]);
      expect(both.map((user) => user?.id)).toEqual([program.user.id, program.user.id]);
      // And one that was away for longer than a lost answer may be asked for again.
      clock.advance(20 * MINUTE_MS);
      expect((await here?.user.me.query())?.id).toBe(program.user.id);
      clock.advance(MINUTE_MS);
      expect((await there?.user.me.query())?.id).toBe(program.user.id);
    }
  });

  it("lists are read to their end", async () => {
    const organizer = await newUser(context);
    const category = `Rough ${organizer.id}`;
    for (let number = 0; number < 12; number++) await newEvent(context, organizer, { category });
    await through(everyThird(), async (proxy) => {
      const foyer = createFoyerClient({ url: `${proxy.origin}/trpc`, timeoutMs: TIMEOUT_MS });
      const ids = [];
      for await (const { id } of foyer.event.list.all({ category, limit: 1 })) ids.push(id);
      expect(new Set(ids).size).toBe(12);
      expect(ids).toHaveLength(12);
    });
  });

  it("a refusal is a refusal, with the request's id", async () => {
    await through(
      () => "pass",
      async (proxy) => {
        const foyer = createFoyerClient({ url: `${proxy.origin}/trpc` });
        const error: unknown = await foyer.event.byId.query({ id: "0".repeat(24) }).catch((failed) => failed);
        expect(reasonOf(error)).toBe("NOT_FOUND");
        expect(failureOf(error)).toEqual({
          kind: "refused",
          status: 404,
          requestId: expect.stringMatching(/^[\w-]{8,}$/),
        });
      },
    );
  });
});
