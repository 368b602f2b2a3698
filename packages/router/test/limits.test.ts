import { DAY_MS, HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { createCodeGuesses } from "@foyer/domain/discount-codes/code-guesses";
import { DEFAULT_RATE_LIMITS } from "@foyer/domain/security/rate-limit";
import { releaseExpiredHolds } from "@foyer/domain/workflows/release-expired";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock } = await createIsolatedTestContext({
  rateLimits: {
    ...DEFAULT_RATE_LIMITS,
    bookingsPerUser: { max: 4, windowSeconds: 3_600 },
    bookingsAbandoned: { max: 3, windowSeconds: 86_400 },
    failedPaymentsPerUser: { max: 2, windowSeconds: 3_600 },
    codesPerUser: { max: 3, windowSeconds: 600 },
  },
});
afterAll(() => context.db.close());

const CARD = { paymentMethod: "credit_card" } as const;
const soldOutFor = (capacity: number) => ({ capacity, price: 1_000, dateTime: inDays(30) });

function inDays(days: number): Date {
  return new Date(clock.now().getTime() + days * DAY_MS);
}

describe("tickets that somebody takes and lets go, again and again", () => {
  it("are theirs no more after a few times, and again a day later", async () => {
    const event = await newEvent(context, await newUser(context), soldOutFor(5));
    const hoarder = callAs(context, await newUser(context));
    const take = () => hoarder.booking.create({ eventId: event.id, ticketQuantity: 5, ...CARD });
    await take();
    clock.advance(16 * MINUTE_MS);
    await releaseExpiredHolds(context);
    await hoarder.booking.cancel({ id: (await take()).id });
    await hoarder.booking.cancel({ id: (await take()).id });

    const refusal = await take().catch((error) => error.cause);
    expect(refusal).toMatchObject({ code: "RATE_LIMITED" });
    expect(refusal.details.retryAfterSeconds).toBeGreaterThan(23 * 3_600);
    // Nobody else is kept from them, nor they from other events.
    const other = callAs(context, await newUser(context));
    await other.booking.create({ eventId: event.id, ticketQuantity: 5, ...CARD });
    // An offer of the waiting list would hold them as well.
    expect(await errorCodeOf(hoarder.waitlist.join({ eventId: event.id, ticketQuantity: 1 }))).toBe(
      "RATE_LIMITED",
    );
    clock.advance(DAY_MS);
    await take();
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true });
  });

  it("do not count when the organizer took them away", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer, soldOutFor(5));
    const attendee = callAs(context, await newUser(context));
    for (let time = 0; time < 4; time++) {
      const { id } = await attendee.booking.create({ eventId: event.id, ticketQuantity: 1, ...CARD });
      await callAs(context, organizer).booking.cancel({ id });
      clock.advance(HOUR_MS);
    }
  });
});

describe("somebody who books without end", () => {
  it("is refused: each booking is a mail to an address that may not be theirs", async () => {
    const organizer = await newUser(context);
    const attendee = callAs(context, await newUser(context));
    const book = async () => {
      const { id } = await newEvent(context, organizer, { price: 0, dateTime: inDays(30) });
      return attendee.booking.create({ eventId: id, ticketQuantity: 1, paymentMethod: "cash" });
    };
    for (let time = 0; time < 4; time++) await book();
    expect(await errorCodeOf(book())).toBe("RATE_LIMITED");
    clock.advance(HOUR_MS);
    await book();
  });
});

describe("somebody who tries out cards", () => {
  it("is refused after a few that failed, for any booking of theirs, and may still pay in cash", async () => {
    const organizer = await newUser(context);
    const attendee = callAs(context, await newUser(context));
    const hold = async () => {
      const event = await newEvent(context, organizer, soldOutFor(5));
      return (await attendee.booking.create({ eventId: event.id, ticketQuantity: 1, ...CARD })).id;
    };
    const [first, second] = [await hold(), await hold()];
    const declined = { id: first, ...CARD, paymentToken: "tok_declined", idempotencyKey: "the-first-card" };
    // A repeat is no further try.
    for (let time = 0; time < 3; time++) {
      expect(await errorCodeOf(attendee.booking.pay(declined))).toBe("PAYMENT_DECLINED");
    }
    const next = { id: second, ...CARD, paymentToken: "tok_declined" };
    expect(await errorCodeOf(attendee.booking.pay(next))).toBe("PAYMENT_DECLINED");
    expect(await errorCodeOf(attendee.booking.pay({ ...next, paymentToken: "tok_ok" }))).toBe("RATE_LIMITED");
    expect(await attendee.booking.pay({ id: second, paymentMethod: "cash" })).toMatchObject({
      status: "confirmed",
    });
  });
});

describe("somebody who guesses discount codes by booking", () => {
  it("is told no more, at any process, whether a code is right", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer, soldOutFor(5));
    await callAs(context, organizer).discountCode.create({
      eventId: event.id,
      code: "RIGHT",
      kind: "percent",
      value: 50,
    });
    clock.beginWindow(600);
    const guesser = await newUser(context);
    const beside = { ...context, codeGuesses: createCodeGuesses(context) };
    const guess = (code: string, at = context) =>
      errorCodeOf(
        callAs(at, guesser).booking.create({ eventId: event.id, ticketQuantity: 1, code, ...CARD }),
      );
    for (const [code, at] of [
      ["ONE", context],
      ["TWO", beside],
      ["THREE", context],
    ] as const) {
      expect(await guess(code, at)).toBe("CODE_INVALID");
    }
    expect(await guess("FOUR", beside)).toBe("RATE_LIMITED");
    expect(await guess("RIGHT", beside)).toBe("RATE_LIMITED");
    // Others are served, and a booking without a code is one.
    const other = callAs(context, await newUser(context));
    await other.booking.create({ eventId: event.id, ticketQuantity: 1, code: "right", ...CARD });
    await callAs(beside, guesser).booking.create({ eventId: event.id, ticketQuantity: 1, ...CARD });
  });
});
