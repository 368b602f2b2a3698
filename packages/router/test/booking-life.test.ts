import { eventId as toEventId } from "@foyer/contract/ids";
import { HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import type { Actor } from "@foyer/domain/actor";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import type { AppContext } from "@foyer/domain/context";
import { DomainError } from "@foyer/domain/domain-error";
import { cancelBookingsOfCancelledEvents } from "@foyer/domain/workflows/cancel-event";
import { offerLeftovers } from "@foyer/domain/workflows/offer-tickets";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { releaseExpiredAdditions } from "@foyer/domain/workflows/release-additions";
import { releaseExpiredHolds } from "@foyer/domain/workflows/release-expired";
import { settlePayment } from "@foyer/domain/workflows/settle-payment";
import { callAs } from "@foyer/testing/callers";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import type { MovableClock } from "@foyer/testing/movable-clock";
import { expectOffersHeld } from "@foyer/testing/offers";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { KeptAnswers } from "./kit/kept-answers.js";
import { LateSales } from "./kit/late-sales.js";

// The life of bookings as a whole: any order of what people, the provider, the clock and the background do, several
// of them at the same moment. What must be true is true after every step, and at the end all money is where it
// belongs.

const { context, clock } = await createIsolatedTestContext();
afterAll(() => context.db.close());

/** How many runs; more by hand. */
const RUNS = Number(process.env.FOYER_PROPERTY_RUNS ?? 40);
/** Each part is a test of its own, with a limit of its own: one that hangs shows in seconds. */
const PARTS = [1, 2, 3, 4];
const LIMIT_MS = Math.max(180_000, RUNS * 1_500);
const PEOPLE = 5;
const CAPACITY = 6;
const PRICE = 1_000;

/** One run's world: an event, its people, and what is remembered of them. */
interface World {
  readonly context: AppContext;
  readonly clock: MovableClock;
  readonly eventId: string;
  readonly organizer: Actor;
  readonly people: readonly Actor[];
  /** Every ticket that was ever let in and not taken back, by its code. */
  readonly inside: Set<string>;
  readonly answers: KeptAnswers;
  readonly sales: LateSales;
  scans: number;
}

/** Something that somebody does. Refusals are answers; anything else is a fault. */
type Act = (world: World) => Promise<void>;

async function orRefused(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof DomainError ? error.cause : error;
    if (cause instanceof DomainError) return false;
    throw error;
  }
}

function personOf(world: World, index: number) {
  const person = world.people[index];
  if (person === undefined) throw new Error("There are as many people as indexes.");
  return { person, caller: callAs(world.context, person) };
}

async function activeBooking(world: World, index: number): Promise<string | undefined> {
  const { caller } = personOf(world, index);
  return (await caller.booking.mine({ eventId: world.eventId })).items[0]?.id;
}

/** Everything that can happen. */
const ACTS = {
  create: (who: number, quantity: number, method: "cash" | "credit_card"): Act => {
    return async (world) => {
      const { caller } = personOf(world, who);
      const { eventId } = world;
      await orRefused(caller.booking.create({ eventId, ticketQuantity: quantity, paymentMethod: method }));
    };
  },
  changeQuantity: (who: number, ticketQuantity: number): Act => {
    return async (world) => {
      const id = await activeBooking(world, who);
      if (id !== undefined)
        await orRefused(personOf(world, who).caller.booking.changeQuantity({ id, ticketQuantity }));
    };
  },
  pay: (who: number, paymentToken: string): Act => {
    return async (world) => {
      const id = await activeBooking(world, who);
      if (id === undefined) return;
      const request = { id, paymentMethod: "credit_card", paymentToken } as const;
      await orRefused(personOf(world, who).caller.booking.pay(request));
    };
  },
  payTwiceAtOnce: (who: number): Act => {
    return async (world) => {
      const id = await activeBooking(world, who);
      if (id === undefined) return;
      const request = {
        id,
        paymentMethod: "credit_card",
        paymentToken: "tok_ok",
        idempotencyKey: `${id}-${world.scans++}`,
      } as const;
      const { caller } = personOf(world, who);
      await Promise.all([orRefused(caller.booking.pay(request)), orRefused(caller.booking.pay(request))]);
    };
  },
  answerBank: (who: number, answer: "approve" | "refuse"): Act => {
    return async (world) => {
      const id = await activeBooking(world, who);
      if (id !== undefined)
        await orRefused(personOf(world, who).caller.payment.answerSandbox({ id, answer }));
    };
  },
  /** What the waiting list offers in addition to a booking: paid for, or declined. */
  takeAddition: (who: number, paymentToken: string, method: "cash" | "credit_card"): Act => {
    return async (world) => {
      const id = await activeBooking(world, who);
      if (id === undefined) return;
      const request = { id, addition: true, paymentMethod: method, paymentToken } as const;
      await orRefused(personOf(world, who).caller.booking.pay(request));
    };
  },
  dropAddition: (who: number, byOrganizer: boolean): Act => {
    return async (world) => {
      const id = await activeBooking(world, who);
      if (id === undefined) return;
      const caller = byOrganizer ? callAs(world.context, world.organizer) : personOf(world, who).caller;
      await orRefused(caller.booking.dropAddition({ id }));
    };
  },
  /** The organizer offers to the first place, or takes back the first offer. */
  byHand: (isOffered: boolean): Act => {
    return async ({ context: its, organizer, eventId }) => {
      const { waitlist } = callAs(its, organizer);
      const state = isOffered ? "waiting" : "offered";
      const [place] = (await waitlist.forEvent({ eventId, state })).items;
      if (place !== undefined) await orRefused(waitlist[isOffered ? "offer" : "remove"]({ id: place.id }));
    };
  },
  /** The provider's word on payments, old ones too, said again and late: what a webhook does. */
  repeatNotices: (): Act => {
    return async ({ context: its, eventId }) => {
      const payments = await its.db.prisma.payment.findMany({ where: { eventId, provider: "sandbox" } });
      const provider = its.payments?.provider;
      await Promise.all(
        payments.flatMap(({ id, providerId }) =>
          providerId === null || provider === undefined
            ? []
            : [1, 2].map(async () => {
                const outcome = await provider.find(providerId).catch(() => undefined);
                if (outcome !== undefined) await settlePayment(its, id, outcome);
              }),
        ),
      );
    };
  },
  cancel: (who: number, byOrganizer: boolean): Act => {
    return async (world) => {
      const id = await activeBooking(world, who);
      if (id === undefined) return;
      const caller = byOrganizer ? callAs(world.context, world.organizer) : personOf(world, who).caller;
      await orRefused(caller.booking.cancel({ id, reason: "a change of plans" }));
    };
  },
  markPaid: (who: number): Act => {
    return async (world) => {
      const id = await activeBooking(world, who);
      if (id !== undefined) await orRefused(callAs(world.context, world.organizer).booking.markPaid({ id }));
    };
  },
  join: (who: number, ticketQuantity: number): Act => {
    return async (world) => {
      const { eventId } = world;
      await orRefused(personOf(world, who).caller.waitlist.join({ eventId, ticketQuantity }));
    };
  },
  leave: (who: number): Act => {
    return async (world) => {
      await orRefused(personOf(world, who).caller.waitlist.leave({ eventId: world.eventId }));
    };
  },
  resize: (capacity: number): Act => {
    return async (world) => {
      await orRefused(callAs(world.context, world.organizer).event.update({ id: world.eventId, capacity }));
    };
  },
  checkIn: (who: number, undo: boolean): Act => {
    return async (world) => {
      const id = await activeBooking(world, who);
      if (id === undefined) return;
      const { eventId, inside } = world;
      const door = callAs(world.context, world.organizer).booking;
      const [ticket] = await personOf(world, who).caller.booking.tickets({ id });
      if (ticket === undefined) return;
      const scan = () => ({ eventId, code: ticket.code, scanId: `scan-${world.scans++}` });
      const { number } = ticket;
      const byNumber = () => ({ eventId, id, ticketNumbers: [number], scanId: `name-${world.scans++}` });
      if (undo) {
        const undone = await Promise.all([
          orRefused(door.undoCheckIn(scan())),
          orRefused(door.undoAdmit(byNumber())),
        ]);
        const isInside = inside.delete(ticket.code);
        expect(undone.filter(Boolean)).toHaveLength(isInside ? 1 : 0);
        return;
      }
      const admitted = await Promise.all([
        orRefused(door.checkIn(scan())),
        orRefused(door.checkIn(scan())),
        orRefused(door.admit(byNumber())),
      ]);
      const count = admitted.filter(Boolean).length;
      // Nobody is admitted twice: not by two scans and by name at once, and not after being inside.
      expect(count).toBeLessThanOrEqual(inside.has(ticket.code) ? 0 : 1);
      if (count > 0) inside.add(ticket.code);
    };
  },
  answer: (who: number): Act => {
    return async (world) => {
      const id = await activeBooking(world, who);
      if (id === undefined) return;
      await world.answers.give(async (answers) => {
        const isKept = await orRefused(personOf(world, who).caller.booking.answer({ id, answers }));
        return isKept ? id : undefined;
      });
    };
  },
  sellByHand: (address: number, ticketQuantity: number, isAnswered: boolean): Act => {
    return async ({ sales }) => void (await sales.sell(address, ticketQuantity, isAnswered));
  },
  cancelSale: (): Act => {
    return ({ sales }) => sales.cancelLatest();
  },
  begin: (): Act => {
    return async ({ sales }) => sales.begin();
  },
  tryLate: (who: number): Act => {
    return (world) => world.sales.expectRefused(personOf(world, who).person);
  },
  passTime: (minutes: number): Act => {
    return async ({ clock: its }) => its.advance(minutes * MINUTE_MS);
  },
  sweep: (): Act => {
    return async ({ context: its }) => {
      await Promise.all([
        releaseExpiredHolds(its),
        releaseExpiredHolds(its),
        releaseExpiredAdditions(its),
        processDuePayments(its),
        offerLeftovers(its),
      ]);
    };
  },
  cancelEvent: (): Act => {
    return async (world) => {
      await orRefused(callAs(world.context, world.organizer).event.cancel({ id: world.eventId }));
      await cancelBookingsOfCancelledEvents(world.context);
    };
  },
} as const;

const who = fc.nat({ max: PEOPLE - 1 });
const quantity = fc.integer({ min: 1, max: 4 });
const token = fc.constantFrom("tok_ok", "tok_declined", "tok_action", "tok_lost", "tok_refund_fails");

/** An act, and how it reads when a run fails. */
interface Described {
  readonly text: string;
  readonly act: Act;
}

function doing<Args extends [] | unknown[]>(
  name: keyof typeof ACTS,
  args: { [Index in keyof Args]: fc.Arbitrary<Args[Index]> },
  act: (...args: Args) => Act,
): fc.Arbitrary<Described> {
  return fc
    .tuple(...args)
    .map((values) => ({ text: `${name}(${values.join(", ")})`, act: act(...(values as Args)) }));
}

const method = fc.constantFrom("cash" as const, "credit_card" as const);
const answer = fc.constantFrom("approve" as const, "refuse" as const);
const anyAct = fc.oneof(
  { weight: 6, arbitrary: doing("create", [who, quantity, method], ACTS.create) },
  { weight: 2, arbitrary: doing("changeQuantity", [who, quantity], ACTS.changeQuantity) },
  { weight: 6, arbitrary: doing("pay", [who, token], ACTS.pay) },
  { weight: 1, arbitrary: doing("payTwiceAtOnce", [who], ACTS.payTwiceAtOnce) },
  { weight: 2, arbitrary: doing("answerBank", [who, answer], ACTS.answerBank) },
  { weight: 1, arbitrary: doing("repeatNotices", [], ACTS.repeatNotices) },
  { weight: 4, arbitrary: doing("cancel", [who, fc.boolean()], ACTS.cancel) },
  { weight: 1, arbitrary: doing("markPaid", [who], ACTS.markPaid) },
  { weight: 5, arbitrary: doing("join", [who, quantity], ACTS.join) },
  { weight: 1, arbitrary: doing("leave", [who], ACTS.leave) },
  { weight: 4, arbitrary: doing("takeAddition", [who, token, method], ACTS.takeAddition) },
  { weight: 1, arbitrary: doing("dropAddition", [who, fc.boolean()], ACTS.dropAddition) },
  { weight: 1, arbitrary: doing("byHand", [fc.boolean()], ACTS.byHand) },
  { weight: 1, arbitrary: doing("resize", [fc.integer({ min: 3, max: 9 })], ACTS.resize) },
  { weight: 2, arbitrary: doing("checkIn", [who, fc.boolean()], ACTS.checkIn) },
  { weight: 3, arbitrary: doing("passTime", [fc.constantFrom(1, 16, 13 * 60)], ACTS.passTime) },
  { weight: 3, arbitrary: doing("sweep", [], ACTS.sweep) },
  { weight: 1, arbitrary: doing("cancelEvent", [], ACTS.cancelEvent) },
  { weight: 4, arbitrary: doing("answer", [who], ACTS.answer) },
  {
    weight: 1,
    arbitrary: doing("sellByHand", [fc.nat({ max: 2 }), quantity, fc.boolean()], ACTS.sellByHand),
  },
);

/** What can happen around an event's start and after it. */
const lateAct = fc.oneof(
  {
    weight: 6,
    arbitrary: doing("sellByHand", [fc.nat({ max: 2 }), quantity, fc.boolean()], ACTS.sellByHand),
  },
  { weight: 2, arbitrary: doing("cancelSale", [], ACTS.cancelSale) },
  { weight: 3, arbitrary: doing("begin", [], ACTS.begin) },
  { weight: 2, arbitrary: doing("tryLate", [who], ACTS.tryLate) },
  { weight: 2, arbitrary: doing("create", [who, quantity, method], ACTS.create) },
  { weight: 3, arbitrary: doing("pay", [who, token], ACTS.pay) },
  { weight: 2, arbitrary: doing("answer", [who], ACTS.answer) },
  { weight: 1, arbitrary: doing("answerBank", [who, answer], ACTS.answerBank) },
  { weight: 1, arbitrary: doing("cancel", [who, fc.boolean()], ACTS.cancel) },
  { weight: 1, arbitrary: doing("join", [who, quantity], ACTS.join) },
  { weight: 1, arbitrary: doing("checkIn", [who, fc.boolean()], ACTS.checkIn) },
  { weight: 1, arbitrary: doing("passTime", [fc.constantFrom(1, 13 * 60)], ACTS.passTime) },
  { weight: 2, arbitrary: doing("sweep", [], ACTS.sweep) },
);

/** One step of a run: acts that happen at the same moment. */
class Step implements fc.AsyncCommand<object, World> {
  readonly #acts: readonly Described[];

  constructor(acts: readonly Described[]) {
    this.#acts = acts;
  }

  check(): boolean {
    return true;
  }

  async run(_: object, world: World): Promise<void> {
    await Promise.all(this.#acts.map(({ act }) => act(world)));
    await expectBalance(world);
    await world.answers.expectKept();
  }

  toString(): string {
    return this.#acts.map(({ text }) => text).join(" with ");
  }
}

/** What is true at every moment. */
async function expectBalance({ context: its, eventId }: World): Promise<void> {
  const result = await reconcile(its, toEventId.parse(eventId));
  expect(result.broken).toEqual([]);
  await expectOffersHeld(its, eventId);
  const bookings = await its.db.prisma.booking.findMany({ where: { eventId } });
  for (const {
    status,
    paymentStatus,
    paymentMethod,
    cancellationReason,
    cancelledAt,
    holdExpiresAt,
  } of bookings) {
    // The table of domain rules, Booking.
    if (status === "pending") expect(["pending", "failed"]).toContain(paymentStatus);
    if (status === "confirmed" && paymentStatus !== "paid")
      expect([paymentStatus, paymentMethod]).toEqual(["pending", "cash"]);
    expect(status === "cancelled").toBe(cancelledAt !== null && cancellationReason !== null);
    expect(status === "pending").toBe(holdExpiresAt !== null);
  }
}

/** Lets everything that is under way come to its end, with nobody acting. */
async function settleDown({ context: its, clock: time }: World): Promise<void> {
  for (let round = 0; round < 12; round++) {
    time.advance(2 * HOUR_MS);
    await releaseExpiredHolds(its);
    await releaseExpiredAdditions(its);
    await processDuePayments(its);
    await cancelBookingsOfCancelledEvents(its);
    await offerLeftovers(its);
  }
}

/** Money taken is money booked, and what was given back is back: by the provider's books, not ours. */
async function expectMoney({ context: its, eventId }: World): Promise<void> {
  const payments = await its.db.prisma.payment.findMany({ where: { eventId } });
  const ids = payments.flatMap(({ providerId, provider }) =>
    provider === "sandbox" ? (providerId ?? []) : [],
  );
  const charges = await its.db.prisma.sandboxCharge.findMany({ where: { id: { in: ids } } });
  const sum = (amounts: { amount: number }[]) => amounts.reduce((total, { amount }) => total + amount, 0);
  const taken = sum(charges.filter(({ state }) => ["paid", "processing", "refunded"].includes(state)));
  const refunded = sum(charges.filter(({ state }) => state === "refunded"));
  const booked = await its.db.prisma.booking.findMany({
    where: { eventId, status: "confirmed", paymentStatus: "paid" },
  });
  // What was added to a booking may be paid in another way than the booking.
  const cash = sum(payments.filter(({ provider, state }) => provider === "cash" && state === "succeeded"));
  expect(taken - refunded + cash).toBe(booked.reduce((total, { totalAmount }) => total + totalAmount, 0));
  // Nothing is left open: what could be given back was, and what could not is cash.
  for (const { state, provider } of payments)
    expect(["succeeded", "failed", "refunded", ...(provider === "cash" ? ["refund_due"] : [])]).toContain(
      state,
    );
}

describe("any order of bookings, payments, refunds, waiting, checking in and time passing", () => {
  it.each(PARTS)(
    "keeps the books balanced, the money where it belongs, and everybody out who is in already: part %i",
    async () => {
      const organizer = await newUser(context);
      const people: Actor[] = [];
      for (let index = 0; index < PEOPLE; index++) people.push(await newUser(context));
      const step = fc.array(anyAct, { minLength: 1, maxLength: 3 }).map((acts) => new Step(acts));
      const lateStep = fc.array(lateAct, { minLength: 1, maxLength: 3 }).map((acts) => new Step(acts));
      const life = fc.tuple(
        fc.commands([step], { maxCommands: 30, size: "max" }),
        fc.commands([lateStep], { maxCommands: 6, size: "max" }),
        fc.boolean(),
      );

      await fc.assert(
        fc.asyncProperty(life, async ([commands, lateCommands, isRequired]) => {
          // Every run begins with a new event, months after the one before.
          const dateTime = new Date(clock.now().getTime() + 2_000 * HOUR_MS);
          const event = await newEvent(context, organizer, { capacity: CAPACITY, price: PRICE, dateTime });
          const eventId = event.id;
          const asked = { eventId, label: "Who comes?", type: "text", per: "booking", isRequired } as const;
          const answers = new KeptAnswers(context, await callAs(context, organizer).question.create(asked));
          const world: World = {
            context,
            clock,
            eventId,
            organizer,
            people,
            inside: new Set(),
            answers,
            sales: new LateSales({ context, clock, organizer, event, answers }),
            scans: 0,
          };
          const setup = () => ({ model: {}, real: world });
          await fc.asyncModelRun(setup, commands);
          await fc.asyncModelRun(setup, lateCommands);
          await world.sales.expectRestIsSold();
          await settleDown(world);
          await expectBalance(world);
          await expectMoney(world);
          await answers.expectKept();
          await answers.expectDraftsForgotten(clock);
        }),
        { numRuns: RUNS / PARTS.length, endOnFailure: true },
      );
    },
    LIMIT_MS,
  );
});
