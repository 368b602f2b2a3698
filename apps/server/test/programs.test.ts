import { randomUUID } from "node:crypto";
import { createFoyerClient, type FoyerClient, isFoyerError, type RouterOutputs } from "@foyer/client";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServerProcess, startServer } from "./kit/server-process.js";

/** Short, so that one can be seen running out; longer than the slowest payment. */
const HOLD_SECONDS = 20;
const HOUR_MS = 3_600_000;
const CARD = { paymentMethod: "credit_card" } as const;
const PATIENCE = { interval: 200 };

let server: ServerProcess;
let organizer: FoyerClient;
/** Made first, to have run out when it is looked at last. */
let unpaid: { readonly program: FoyerClient; readonly booking: RouterOutputs["booking"]["create"] };

/** A program with an account of its own, as any program would get one. */
async function newProgram(): Promise<FoyerClient> {
  const url = `${server.origin}/trpc`;
  const signedIn = await createFoyerClient({ url }).user.register.mutate({
    email: `${randomUUID()}@programs.example`,
    password: "correct horse battery",
    name: "A Program",
    transport: "bearer",
  });
  if (signedIn.transport !== "bearer") throw new Error("A program gets tokens.");
  return createFoyerClient({ url, sessionToken: () => signedIn.sessionToken });
}

async function newEvent({ capacity = 10, price = 1_500, hours = 1_000 } = {}) {
  return organizer.event.create.mutate({
    name: "An evening",
    description: "Of programs.",
    venue: "Here",
    dateTime: new Date(Date.now() + hours * HOUR_MS),
    timeZone: "Europe/Berlin",
    capacity,
    price,
    currency: "EUR",
    category: "Test",
  });
}

async function held({ quantity = 2, ...event }: Parameters<typeof newEvent>[0] & { quantity?: number } = {}) {
  const { id: eventId } = await newEvent(event);
  const program = await newProgram();
  const booking = await program.booking.create.mutate({ eventId, ticketQuantity: quantity, ...CARD });
  return { eventId, program, booking, id: booking.id };
}

async function admittable() {
  const made = await held();
  await made.program.booking.pay.mutate({ id: made.id, ...CARD, paymentToken: "tok_ok" });
  const tickets = await made.program.booking.tickets.query({ id: made.id });
  return { ...made, tickets, codes: tickets.map(({ code }) => code) };
}

/** What a refusal tells a program: `data` as it is, `reason` in it. */
async function refused(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isFoyerError(error)) throw new Error("It was not refused.", { cause: error });
  return error.data;
}

beforeAll(async () => {
  server = await startServer({
    DATABASE_URL: ownDatabaseUrl(),
    HOLD_SECONDS: String(HOLD_SECONDS),
    LOG_LEVEL: "silent",
  });
  organizer = await newProgram();
  const { program, booking } = await held();
  unpaid = { program, booking };
});
afterAll(() => server.stop());

describe("booking.create", () => {
  it("with any method but cash answers a pending booking with holdExpiresAt, HOLD_SECONDS from now", async () => {
    const { id: eventId } = await newEvent();
    for (const paymentMethod of ["credit_card", "debit_card", "paypal", "stripe"] as const) {
      const program = await newProgram();
      const before = Date.now();
      const made = await program.booking.create.mutate({ eventId, ticketQuantity: 2, paymentMethod });
      expect(made).toMatchObject({ status: "pending", paymentStatus: "pending", totalAmount: 3_000 });
      const madeAt = (made.holdExpiresAt?.getTime() ?? 0) - HOLD_SECONDS * 1_000;
      expect(madeAt).toBeGreaterThanOrEqual(before);
      expect(madeAt).toBeLessThanOrEqual(Date.now());
    }
    const inCash = { eventId, ticketQuantity: 1, paymentMethod: "cash" } as const;
    expect(await (await newProgram()).booking.create.mutate(inCash)).toMatchObject({
      status: "confirmed",
      holdExpiresAt: null,
    });
  });
});

describe("booking.pay", () => {
  it.each(["tok_ok", "tok_slow"])("with %s answers a confirmed booking", async (paymentToken) => {
    const { program, id } = await held();
    const paid = await program.booking.pay.mutate({
      id,
      ...CARD,
      paymentToken,
      idempotencyKey: randomUUID(),
    });
    expect(paid).toMatchObject({ id, status: "confirmed", paymentStatus: "paid", holdExpiresAt: null });
  });

  it("with tok_declined is refused as PAYMENT_DECLINED, and the hold stands to be paid otherwise", async () => {
    const { program, id } = await held();
    const declined = program.booking.pay.mutate({ id, ...CARD, paymentToken: "tok_declined" });
    expect(await refused(declined)).toMatchObject({ reason: "PAYMENT_DECLINED", httpStatus: 402 });
    expect(await program.booking.byId.query({ id })).toMatchObject({
      status: "pending",
      paymentStatus: "failed",
    });
    const paid = await program.booking.pay.mutate({ id, ...CARD, paymentToken: "tok_ok" });
    expect(paid.status).toBe("confirmed");
  });

  it("with tok_action waits for the second step, which answerSandbox plays", async () => {
    const { program, id } = await held();
    const waiting = await program.booking.pay.mutate({ id, ...CARD, paymentToken: "tok_action" });
    expect(waiting).toMatchObject({
      status: "pending",
      payments: [{ state: "needs_action", actionUrl: null }],
    });
    expect(await program.payment.answerSandbox.mutate({ id, answer: "approve" })).toMatchObject({
      status: "confirmed",
      payments: [{ state: "succeeded" }],
    });
  });

  it("with tok_lost leaves a payment under way, which comes right by itself", async () => {
    const { program, id } = await held();
    const lost = await program.booking.pay.mutate({ id, ...CARD, paymentToken: "tok_lost" });
    expect(lost).toMatchObject({ status: "pending", payments: [{ state: "under_way" }] });
    const status = async () => (await program.booking.byId.query({ id })).status;
    await expect.poll(status, PATIENCE).toBe("confirmed");
  });

  it("answers a repeat as it did at first, and refuses the key with other input", async () => {
    const { program, id } = await held();
    const call = { id, ...CARD, paymentToken: "tok_ok", idempotencyKey: randomUUID() };
    const answers = await Promise.all([1, 2, 3].map(() => program.booking.pay.mutate(call)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.payments).toHaveLength(1);
    const other = program.booking.pay.mutate({ ...call, paymentToken: "tok_slow" });
    expect(await refused(other)).toMatchObject({ reason: "IDEMPOTENCY_KEY_REUSED", httpStatus: 422 });
    // A key is its caller's own.
    const stranger = await held();
    expect((await stranger.program.booking.pay.mutate({ ...call, id: stranger.id })).id).toBe(stranger.id);
  });
});

describe("booking.cancel", () => {
  it("gives the money back, and is refused as CANCELLATION_CLOSED after the event's cutoff", async () => {
    const { program, id } = await held();
    await program.booking.pay.mutate({ id, ...CARD, paymentToken: "tok_ok" });
    await program.booking.cancel.mutate({ id });
    const paymentStatus = async () => (await program.booking.byId.query({ id })).paymentStatus;
    await expect.poll(paymentStatus, PATIENCE).toBe("refunded");

    const soon = await held({ hours: 2 });
    await soon.program.booking.pay.mutate({ id: soon.id, ...CARD, paymentToken: "tok_ok" });
    const late = soon.program.booking.cancel.mutate({ id: soon.id });
    expect(await refused(late)).toMatchObject({ reason: "CANCELLATION_CLOSED", httpStatus: 409 });
  });
});

describe("the waiting list", () => {
  it("is joined, listed and left, and gets what comes back", async () => {
    const { eventId, program: first, id } = await held({ capacity: 2 });
    const [second, third] = [await newProgram(), await newProgram()];
    const soldOut = second.booking.create.mutate({ eventId, ticketQuantity: 1, ...CARD });
    expect(await refused(soldOut)).toMatchObject({ reason: "EVENT_SOLD_OUT", availableTickets: 0 });

    const wish = { eventId, ticketQuantity: 2 };
    expect(await second.waitlist.join.mutate(wish)).toMatchObject({ state: "waiting", position: 1 });
    expect(await third.waitlist.join.mutate(wish)).toMatchObject({ state: "waiting", position: 2 });
    expect(await second.waitlist.mine.query()).toMatchObject([{ eventId, ticketQuantity: 2, position: 1 }]);
    expect(await second.waitlist.leave.mutate({ eventId })).toMatchObject({ state: "closed" });
    expect(await second.waitlist.mine.query()).toEqual([]);
    expect(await refused(second.waitlist.leave.mutate({ eventId }))).toMatchObject({ reason: "NOT_WAITING" });

    await first.booking.cancel.mutate({ id });
    const [offered] = await third.waitlist.mine.query();
    expect(offered).toMatchObject({ state: "offered", position: null });
    // Its tickets are nobody else's meanwhile.
    expect(await refused(second.booking.create.mutate({ ...wish, ...CARD }))).toMatchObject({
      reason: "EVENT_SOLD_OUT",
    });
    const taken = await third.booking.pay.mutate({
      id: offered?.offer?.bookingId ?? "",
      ...CARD,
      paymentToken: "tok_ok",
    });
    expect(taken).toMatchObject({ status: "confirmed", isOffer: true, ticketQuantity: 2 });
  });
});

describe("tickets and the door", () => {
  it("let each ticket in once: the same scan again gets its answer, another is ALREADY_CHECKED_IN", async () => {
    const { eventId, program, id, codes, tickets } = await admittable();
    expect(tickets).toMatchObject([{ number: 1 }, { number: 2 }]);
    const [code = ""] = codes;
    const scan = { eventId, code, scanId: randomUUID() };
    const admitted = await organizer.booking.checkIn.mutate(scan);
    expect(admitted).toMatchObject({ bookingId: id, ticketNumber: 1, isUndone: false });
    expect(await organizer.booking.checkIn.mutate(scan)).toEqual(admitted);
    const again = await refused(organizer.booking.checkIn.mutate({ ...scan, scanId: randomUUID() }));
    expect(again).toMatchObject({
      reason: "ALREADY_CHECKED_IN",
      admittedAt: admitted.admittedAt,
      admittedBy: "A Program",
    });
    expect(await refused(program.booking.cancel.mutate({ id }))).toMatchObject({
      reason: "ALREADY_CHECKED_IN",
    });

    expect(await organizer.booking.undoCheckIn.mutate({ eventId, code })).toMatchObject({ isUndone: true });
    await organizer.booking.checkIn.mutate({ ...scan, scanId: randomUUID() });
    expect(await program.booking.tickets.query({ id })).toMatchObject([
      { admittedAt: expect.any(Date) },
      { admittedAt: null },
    ]);
  });

  it("tells strangers nothing, and an organizer nothing of codes that were made up", async () => {
    const { eventId, program, id, codes } = await admittable();
    const [code = ""] = codes;
    const scan = { eventId, code, scanId: randomUUID() };
    expect(await refused(program.booking.checkIn.mutate(scan))).toMatchObject({ reason: "FORBIDDEN" });
    expect(await refused((await newProgram()).booking.tickets.query({ id }))).toMatchObject({
      reason: "FORBIDDEN",
    });
    const forged = `${code.slice(0, -26)}${"A".repeat(26)}`;
    for (const made of [forged, code.replace("-1-", "-3-"), "FOYER", code.slice(0, -1)]) {
      const answer = await refused(organizer.booking.checkIn.mutate({ ...scan, code: made }));
      expect(answer).toEqual({
        reason: "TICKET_NOT_VALID",
        code: "BAD_REQUEST",
        httpStatus: 400,
        path: "booking.checkIn",
      });
    }
  });
});

describe("for organizers", () => {
  it("attendees, stats and reconcile answer what there is", async () => {
    const { eventId, id } = await admittable();
    const attendees = await organizer.event.attendees.query({ eventId, search: "program" });
    expect(attendees).toMatchObject({ items: [{ id, attendee: { name: "A Program" } }], nextCursor: null });
    expect(await organizer.event.stats.query({ eventId })).toMatchObject({
      sold: 2,
      held: 0,
      waiting: 0,
      revenue: 3_000,
      refunds: 0,
      checkIns: 0,
      salesPerDay: [{ bookings: 1, tickets: 2, amount: 3_000 }],
    });
    expect(await organizer.event.reconcile.query({ eventId })).toMatchObject({ ok: true, broken: [] });
  });
});

describe("a hold that ran out", () => {
  it("is released within 5 seconds, and cannot be paid: HOLD_EXPIRED", async () => {
    const { program, booking } = unpaid;
    const { id, eventId } = booking;
    const endsAt = booking.holdExpiresAt?.getTime() ?? 0;
    while (Date.now() <= endsAt) await new Promise((resolve) => setTimeout(resolve, 100));
    const late = program.booking.pay.mutate({ id, ...CARD, paymentToken: "tok_ok" });
    expect(await refused(late)).toMatchObject({ reason: "HOLD_EXPIRED", httpStatus: 409 });
    const status = async () => (await program.booking.byId.query({ id })).cancelledBy;
    await expect.poll(status, PATIENCE).toBe("expiry");
    const { cancelledAt } = await program.booking.byId.query({ id });
    expect((cancelledAt?.getTime() ?? Infinity) - endsAt).toBeLessThan(5_000);
    expect((await program.event.byId.query({ id: eventId })).availableTickets).toBe(10);
  });
});
