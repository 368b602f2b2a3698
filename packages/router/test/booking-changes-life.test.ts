import { type EventId, type TicketTypeId, ticketTypeId } from "@foyer/contract/ids";
import { HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { ticketColumns } from "@foyer/domain/bookings/booked-tickets";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { DomainError } from "@foyer/domain/domain-error";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { provideTicketKey, ticketCodes } from "@foyer/domain/tickets/ticket-code";
import { offerLeftovers } from "@foyer/domain/workflows/offer-tickets";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { releaseExpiredAdditions } from "@foyer/domain/workflows/release-additions";
import { releaseExpiredHolds, releaseUnpaidCash } from "@foyer/domain/workflows/release-expired";
import { callAnonymously, callAs, callWithBookingToken } from "@foyer/testing/callers";
import { newEvent, newUser, uniqueEmail } from "@foyer/testing/fixtures";
import { expectOffersHeld } from "@foyer/testing/offers";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { KeptAnswers } from "./kit/kept-answers.js";
import { LateSales } from "./kit/late-sales.js";

// Any order of changes, refunds, payments, cancellations, waiting, transfers and time on bookings of three kinds with a code, and
// of one from before there were kinds, by people with accounts and by guests, some of them at the same moment. The ledger balances after every step, for each kind and
// code; in the end the provider has exactly what is booked, and every code of a ticket that there ever was admits at most once.

const { context, clock, mails } = await createIsolatedTestContext();
const { prisma } = context.db;
afterAll(() => context.db.close());

/** How many runs; more by hand. */
const RUNS = Number(process.env.FOYER_PROPERTY_RUNS ?? 6);
const LIMIT_MS = Math.max(180_000, RUNS * 10_000);
const PEOPLE = 3;

async function newWorld(): Promise<World> {
  const organizer = await newUser(context);
  const event = await newEvent(context, organizer, {
    capacity: 9,
    price: 1_234,
    dateTime: new Date(clock.now().getTime() + 300 * HOUR_MS),
  });
  const manager = callAs(context, organizer);
  const people = await Promise.all(Array.from({ length: PEOPLE }, () => newUser(context)));
  const callers = people.map((person) => callAs(context, person));
  const [early] = callers;
  const plain = { eventId: event.id, ticketQuantity: 2, paymentMethod: "credit_card" } as const;
  const before = await early?.booking.create(plain);
  await early?.booking.pay({
    id: before?.id ?? "",
    paymentMethod: "credit_card",
    paymentToken: "tok_ok",
  });
  const { ticketTypes } = await manager.event.update({
    id: event.id,
    ticketTypes: [
      { name: "Standing", price: 1_000, quota: 6 },
      { name: "Seated", price: 2_345, quota: 3 },
      { name: "Child", price: 0 },
    ],
  });
  await manager.discountCode.create({
    eventId: event.id,
    code: "THIRD",
    kind: "percent",
    value: 33,
    maxUses: 2,
  });
  const kinds = ticketTypes.map(({ id }) => ticketTypeId.parse(id));
  const addresses = [uniqueEmail(), uniqueEmail()];
  const asked = { label: "Who comes?", type: "text", per: "booking", isRequired: false } as const;
  const answers = new KeptAnswers(context, await manager.question.create({ eventId: event.id, ...asked }));
  const free = kinds.at(-1);
  const selling = { context, clock, organizer, event, answers, ...(free && { ticketTypeId: free }) };
  const world: World = {
    eventId: event.id,
    manager,
    callers,
    kinds,
    addresses,
    guests: new Map(),
    codes: new Set(),
    answers,
    sales: new LateSales(selling),
    scans: 0,
  };
  for (let who = 1; who < PEOPLE; who++) {
    await perform(world, { kind: "book", who, quantities: [1, 1, 0], hasCode: true, token: "tok_ok" });
  }
  return world;
}

interface World {
  readonly eventId: EventId;
  readonly manager: Caller;
  readonly callers: readonly Caller[];
  readonly kinds: readonly TicketTypeId[];
  /** The addresses that guests book with. */
  readonly addresses: readonly string[];
  /** The latest booking of each address, and the token that opens it. */
  readonly guests: Map<string, { readonly id: string; readonly token: string }>;
  /** Every code that a ticket has ever had. */
  readonly codes: Set<string>;
  readonly answers: KeptAnswers;
  readonly sales: LateSales;
  scans: number;
}
type Caller = ReturnType<typeof callAs>;

/** Refusals are answers; anything else is a fault. */
async function orRefused(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof DomainError ? error.cause : error;
    if (!(cause instanceof DomainError)) throw error;
  }
}

const some = fc.constantFrom(0, 1, 2, 3);
const quantities = fc.tuple(some, some, some);
const who = fc.nat({ max: PEOPLE - 1 });
const token = fc.constantFrom("tok_ok", "tok_ok", "tok_declined", "tok_action", "tok_refund_fails");

const act = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("book"), who, quantities, hasCode: fc.boolean(), token }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant("change"),
      who,
      quantities,
      /** Of tickets from before there were kinds. */
      kept: fc.integer({ min: 0, max: 2 }),
      byManager: fc.boolean(),
      token,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("payAddition"), who, token }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("guest"),
      slot: fc.nat({ max: 1 }),
      quantities,
      inCash: fc.boolean(),
      token,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("proof"), slot: fc.nat({ max: 1 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("pass"), who, to: fc.nat({ max: 9 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("wait"),
      who,
      type: fc.nat({ max: 2 }),
      wanted: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("leave"), who }) },
  // The organizer offers to a place by hand, or takes back what is offered.
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("byHand"), isOffered: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("resize"), capacity: fc.integer({ min: 4, max: 10 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("refund"), who, amount: fc.integer({ min: 1, max: 1_500 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("drop"), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel"), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("admit"), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("answer"), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("bank"), who, isApproved: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("later"), minutes: fc.constantFrom(1, 16, 13 * 60) }),
  },
);
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never;

async function background(): Promise<void> {
  await releaseExpiredHolds(context);
  await releaseUnpaidCash(context);
  await releaseExpiredAdditions(context);
  await processDuePayments(context);
  await offerLeftovers(context);
}

const payAddition = (id: string, paymentToken: string) =>
  ({ id, addition: true, paymentMethod: "credit_card", paymentToken }) as const;

async function perform(world: World, one: Act): Promise<void> {
  const { eventId, manager, kinds } = world;
  if ("minutes" in one) {
    clock.advance(one.minutes * MINUTE_MS);
    await background();
    return;
  }
  const wanted = (numbers: readonly number[]) =>
    kinds.flatMap((id, index) => {
      const quantity = numbers[index] ?? 0;
      return quantity === 0 ? [] : [{ ticketTypeId: id, quantity }];
    });
  if ("slot" in one) return performGuest(world, one, wanted);
  if ("capacity" in one) {
    return orRefused(manager.event.update({ id: eventId, capacity: one.capacity }));
  }
  if ("isOffered" in one) {
    const state = one.isOffered ? "waiting" : "offered";
    const [place] = (await manager.waitlist.forEvent({ eventId, state })).items;
    if (place === undefined) return;
    return orRefused(manager.waitlist[one.isOffered ? "offer" : "remove"]({ id: place.id }));
  }
  const caller = world.callers[one.who] ?? manager;
  if ("type" in one) {
    // Whoever is on a list already changes how many they wait for, or are offered.
    const ticketTypeId = kinds[one.type];
    const place = { eventId, ticketQuantity: one.wanted, mayLosePlace: true };
    return orRefused(caller.waitlist.join({ ...place, ...(ticketTypeId && { ticketTypeId }) }));
  }
  if (one.kind === "leave") return orRefused(caller.waitlist.leave({ eventId }));
  if ("hasCode" in one) {
    const items = wanted(one.quantities);
    if (items.length === 0) return;
    const order = {
      eventId,
      items,
      paymentMethod: "credit_card",
      ...(one.hasCode && { code: "THIRD" }),
    } as const;
    const made = caller.booking
      .create(order)
      .then(({ id }) => caller.booking.pay({ id, paymentMethod: "credit_card", paymentToken: one.token }));
    return orRefused(made);
  }
  const booking = (await caller.booking.mine({ eventId })).items[0];
  if (booking === undefined) return;
  const { id } = booking;
  if ("byManager" in one) {
    const isFromBefore = booking.items.some((item) => item.ticketTypeId === null);
    const kept = isFromBefore && one.kept > 0 ? [{ ticketTypeId: null, quantity: one.kept }] : [];
    const items = [...kept, ...wanted(one.quantities)];
    if (items.length === 0) return;
    const by = one.byManager ? manager : caller;
    await orRefused(by.booking.changeItems({ id, items, reason: "Plans changed." }));
    // What is held is paid at once, or by another act, or never.
    if (one.token !== "tok_declined") await orRefused(caller.booking.pay(payAddition(id, one.token)));
    return;
  }
  if ("amount" in one)
    return orRefused(manager.booking.refund({ id, amount: one.amount, reason: "It rained." }));
  if ("isApproved" in one) {
    return orRefused(caller.payment.answerSandbox({ id, answer: one.isApproved ? "approve" : "refuse" }));
  }
  if ("token" in one) {
    return orRefused(caller.booking.pay(payAddition(id, one.token)));
  }
  if ("to" in one) {
    const [ticket] = await caller.booking.tickets({ id });
    if (ticket === undefined) return;
    const to = { name: "Somebody Else", email: `holder-${one.to}@test.example` };
    return orRefused(caller.booking.passOnTicket({ id, ticketNumber: ticket.number, ...to }));
  }
  switch (one.kind) {
    case "drop":
      return orRefused(caller.booking.dropAddition({ id }));
    case "cancel":
      return orRefused(manager.booking.cancel({ id, reason: "Plans changed." }));
    case "answer":
      return world.answers.give(async (answers) => {
        let isKept = false;
        await orRefused(caller.booking.answer({ id, answers }).then(() => (isKept = true)));
        return isKept ? id : undefined;
      });
    case "admit": {
      const [ticket] = await caller.booking.tickets({ id });
      if (ticket === undefined) return;
      const scan = { eventId, code: ticket.code, scanId: `${id}-${clock.now().getTime()}` };
      return orRefused(manager.booking.checkIn(scan));
    }
  }
}

/** A guest books without an account, or follows the link that was mailed. */
async function performGuest(
  world: World,
  one: Extract<Act, { slot: number }>,
  wanted: (numbers: readonly number[]) => { ticketTypeId: TicketTypeId; quantity: number }[],
): Promise<void> {
  const email = world.addresses[one.slot] ?? "";
  if (!("quantities" in one)) {
    while ((await sendQueuedMails(context)) > 0);
    const mail = mails.findLast(({ to, text }) => to === email && text.includes("#access="));
    const token = /#access=(foyer_guest_[\w-]{43})/.exec(mail?.text ?? "")?.[1];
    if (token !== undefined) await orRefused(callAnonymously(context).booking.proveGuest({ token }));
    return;
  }
  const items = wanted(one.quantities);
  if (items.length === 0) return;
  const { eventId } = world;
  const paymentMethod = one.inCash ? "cash" : "credit_card";
  const order = { eventId, items, paymentMethod, name: "Gwen Guest", email } as const;
  return orRefused(
    callAnonymously(context)
      .booking.createAsGuest(order)
      .then(async ({ id, accessToken }) => {
        world.guests.set(email, { id, token: accessToken });
        if (one.inCash) return;
        const guest = await callWithBookingToken(context, accessToken);
        await guest.booking.pay({ id, paymentMethod: "credit_card", paymentToken: one.token });
      }),
  );
}

/** The codes that the confirmed bookings of an event have now, whoever holds the tickets. */
async function codesNow(eventId: EventId): Promise<readonly string[]> {
  const bookings = await prisma.booking.findMany({
    where: { eventId, status: "confirmed" },
    select: { id: true, eventId: true, ...ticketColumns },
  });
  const key = await provideTicketKey(context, eventId);
  return bookings.flatMap((booking) => ticketCodes(key, booking).map(({ code }) => code));
}

/** Every code there ever was is scanned twice at the same moment: those of now admit once, all others never. */
async function expectEachAdmittedOnce(world: World): Promise<void> {
  const { eventId, manager, codes } = world;
  const now = new Set(await codesNow(eventId));
  // Whose booking was cancelled afterwards was inside, and has no valid ticket any more.
  const before = await prisma.checkIn.count({
    where: { eventId, isUndone: false, booking: { status: "confirmed" } },
  });
  let admitted = 0;
  for (const code of codes) {
    const scan = () =>
      manager.booking.checkIn({ eventId, code, scanId: `all-${world.scans++}` }).then(
        () => 1,
        (error: unknown) => {
          const cause = error instanceof Error && error.cause instanceof DomainError ? error.cause : error;
          if (!(cause instanceof DomainError)) throw error;
          return 0;
        },
      );
    const times = await Promise.all([scan(), scan()]);
    const count = times[0] + times[1];
    expect(count).toBeLessThanOrEqual(now.has(code) ? 1 : 0);
    admitted += count;
  }
  // Those inside already are of tickets that are still valid.
  expect(before + admitted).toBe(now.size);
}

async function expectBalanced(world: World): Promise<void> {
  const { eventId } = world;
  for (const code of await codesNow(eventId)) world.codes.add(code);
  expect((await reconcile(context, eventId)).broken).toEqual([]);
  await expectOffersHeld(context, eventId);
  const bookings = await prisma.booking.findMany({ where: { eventId, status: "confirmed" } });
  for (const { ticketQuantity, items, prices, tickets, totalAmount, refundedAmount, discount } of bookings) {
    const booked = [...prices, ...items];
    const full = booked.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0);
    // Without either, the totals say all.
    if (booked.length > 0) {
      expect(booked.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(ticketQuantity);
      expect(full - (discount?.amount ?? 0)).toBe(totalAmount);
    }
    expect(refundedAmount).toBeGreaterThanOrEqual(0);
    expect(refundedAmount).toBeLessThanOrEqual(totalAmount);
    expect([0, ticketQuantity]).toContain(tickets.length);
    for (const { ticketTypeId: kind, quantity } of tickets.length === 0 ? [] : items) {
      const ofKind = items
        .filter((item) => item.ticketTypeId === kind)
        .reduce((sum, item) => sum + item.quantity, 0);
      expect(quantity).toBeLessThanOrEqual(ofKind);
      expect(tickets.filter((ticket) => ticket.ticketTypeId === kind)).toHaveLength(ofKind);
    }
  }
}

/** Once the event has begun, those who run it sell what was held until then, additions included, before anything is swept. */
async function expectLatecomersServed(world: World): Promise<void> {
  const { sales, answers } = world;
  sales.begin();
  await Promise.all([sales.sell(0, 1, true), sales.sell(0, 2, false), sales.sell(1, 1, true)]);
  await expectBalanced(world);
  await sales.cancelLatest();
  await sales.expectRestIsSold();
  await expectBalanced(world);
  await answers.expectKept();
}

async function expectMoneyWhereItBelongs(world: World): Promise<void> {
  // Payments that wait for their payers, additions that the organizer holds, and refunds that failed come to their end.
  for (let round = 0; round < 8; round++) {
    clock.advance(2 * HOUR_MS);
    await background();
  }
  await expectBalanced(world);
  const payments = await prisma.payment.findMany({ where: { eventId: world.eventId } });
  const ids = payments.flatMap(({ providerId }) => providerId ?? []);
  const charges = await prisma.sandboxCharge.findMany({ where: { id: { in: ids } } });
  const kept = charges
    .filter(({ state }) => state === "paid" || state === "refunded")
    .reduce(
      (sum, { amount, refunds }) => sum + amount - refunds.reduce((all, one) => all + one.amount, 0),
      0,
    );
  const { moneyBooked, moneyHeld } = await reconcile(context, world.eventId);
  expect([kept, moneyHeld]).toEqual([moneyBooked, moneyBooked]);
  const OPEN = ["under_way", "needs_action", "refund_due"];
  const states = await prisma.payment.findMany({
    where: { eventId: world.eventId },
    select: { state: true },
  });
  expect(states.filter(({ state }) => OPEN.includes(state))).toEqual([]);
  expect(await prisma.refund.count({ where: { eventId: world.eventId, state: "due" } })).toBe(0);
}

it(
  `balances for each kind and code whatever happens, in ${RUNS} lives`,
  async () => {
    const steps = fc.array(fc.array(act, { minLength: 1, maxLength: 3 }), { minLength: 10, maxLength: 18 });
    const life = fc.asyncProperty(steps, async (moments) => {
      const world = await newWorld();
      for (const moment of moments) {
        await Promise.all(moment.map((one) => perform(world, one)));
        await expectBalanced(world);
        await world.answers.expectKept();
      }
      await expectLatecomersServed(world);
      await expectMoneyWhereItBelongs(world);
      await expectEachAdmittedOnce(world);
    });
    await fc.assert(life, { numRuns: RUNS, endOnFailure: true });
  },
  LIMIT_MS,
);
