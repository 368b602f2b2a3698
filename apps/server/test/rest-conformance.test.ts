import { randomUUID } from "node:crypto";
import { callAs } from "@foyer/testing/callers";
import { newApiKey, newEvent, newUser, uniqueEmail } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type DescribedApi, type DescribedRequest, readDescription } from "./kit/described-api.js";
import { listen, type TestServer } from "./kit/in-process-server.js";

const { context } = createTestContext();
let server: TestServer;
let api: DescribedApi;
/** The operations that have been carried out. */
const done = new Set<string>();

beforeAll(async () => {
  server = await listen(context);
  api = await readDescription(server.origin);
});
afterAll(async () => {
  await server.close();
  await context.db.close();
});

/** Somebody whose program has a key with all scopes. */
async function newProgram() {
  const person = await newUser(context);
  const { key } = await newApiKey(context, person);
  const authorization = `Bearer ${key}`;
  return {
    ...person,
    /** Carries out an operation as described, and answers what came of it. */
    async does(operation: string, request: Omit<DescribedRequest, "operation"> = {}) {
      const headers = { authorization, ...request.headers };
      const answer = await api.send({ operation, ...request, headers });
      if (answer.status >= 300) throw new Error(`${operation}: ${JSON.stringify(answer.json)}`);
      done.add(operation);
      return answer;
    },
    /** The same for what is refused: answers the code. */
    async isRefused(
      operation: string,
      request: Omit<DescribedRequest, "operation"> = {},
    ): Promise<string | undefined> {
      const { json } = await api.send({
        operation,
        ...request,
        headers: { authorization, ...request.headers },
      });
      return json.code;
    },
  };
}

const EVENT = {
  name: "Described Evening",
  description: "As the description says.",
  venue: "Small Hall",
  timeZone: "Europe/Berlin",
  capacity: 3,
  price: 2_500,
  currency: "EUR",
  category: "Tests",
};
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const CARD = { paymentMethod: "credit_card" };

describe("every operation, as described", () => {
  it("reads what is public", async () => {
    const program = await newProgram();
    const { id } = await newEvent(context, program);
    await program.does("GET /events", { query: { limit: 2, sort: "price", order: "desc", from: inDays(1) } });
    await program.does("GET /event-count", { query: { fromDay: "2026-01-01", search: "evening" } });
    await program.does("GET /categories");
    await program.does("GET /events/{id}", { id });
    await program.does("GET /payment-options");
    await program.does("GET /me");
  });

  it("books, pays, changes and cancels", async () => {
    const organizer = await newProgram();
    const { id: eventId } = await newEvent(context, organizer, { capacity: 10 });
    const program = await newProgram();
    const headers = { "idempotency-key": randomUUID() };
    const held = await program.does("POST /bookings", {
      body: { eventId, ticketQuantity: 1, ...CARD },
      headers,
    });
    expect(held.status).toBe(201);
    const { id = "" } = held.json;
    await program.does("PATCH /bookings/{id}", {
      id,
      body: { ticketQuantity: 2, expectedTotalAmount: 5_000 },
    });
    await program.does("POST /bookings/{id}/pay", { id, body: { ...CARD, paymentToken: "tok_action" } });
    await program.does("POST /bookings/{id}/refresh-payment", { id });
    await program.does("POST /bookings/{id}/sandbox-answer", { id, body: { answer: "approve" } });
    await program.does("GET /bookings/{id}", { id });
    await program.does("GET /bookings/{id}/tickets", { id });
    await program.does("GET /bookings", { query: { status: "confirmed", limit: 1 } });
    await program.does("POST /bookings/{id}/cancel", { id, body: { reason: "No time." } });
    expect(await program.isRefused("POST /bookings/{id}/cancel", { id })).toBe("BOOKING_NOT_ACTIVE");

    const cash = { eventId, ticketQuantity: 1, paymentMethod: "cash" };
    const booked = await program.does("POST /bookings", { body: cash });
    const ofCash = { id: booked.json.id ?? "" };
    await organizer.does("POST /bookings/{id}/mark-paid", ofCash);
    await program.does("POST /bookings/{id}/cancel", ofCash);
    await organizer.does("POST /bookings/{id}/mark-refunded", ofCash);
    await organizer.does("GET /events/{id}/refunds", { id: eventId, query: { limit: 5 } });
  });

  it("books for those without an account", async () => {
    const organizer = await newProgram();
    const { id: eventId } = await newEvent(context, organizer, { capacity: 10 });
    const guest = { name: "Gwen Guest", email: uniqueEmail() };
    const made = await organizer.does("POST /guest-bookings", {
      body: { eventId, ticketQuantity: 1, ...CARD, ...guest },
    });
    expect(made.status).toBe(201);
    await organizer.does("POST /events/{id}/bookings", {
      id: eventId,
      body: { ticketQuantity: 1, name: "Walk-in" },
    });
  });

  it("waits", async () => {
    const { id } = await newEvent(context, await newUser(context), { capacity: 1 });
    const wish = { eventId: id, ticketQuantity: 1, paymentMethod: "cash" } as const;
    await callAs(context, await newUser(context)).booking.create(wish);
    const program = await newProgram();
    expect(await program.isRefused("POST /bookings", { body: wish })).toBe("EVENT_SOLD_OUT");
    await program.does("PUT /events/{id}/waitlist", { id, body: { ticketQuantity: 1 } });
    await program.does("GET /waitlist");
    await program.does("DELETE /events/{id}/waitlist", { id });
    expect(await program.isRefused("DELETE /events/{id}/waitlist", { id })).toBe("NOT_WAITING");
  });

  it("organizes", async () => {
    const program = await newProgram();
    const created = await program.does("POST /events", { body: { ...EVENT, dateTime: inDays(20) } });
    const { id = "" } = created.json;
    await program.does("PATCH /events/{id}", { id, body: { venue: "Great Hall", dateTime: inDays(21) } });
    await program.does("PUT /events/{id}/active", { id, body: { isActive: false } });
    const copy = await program.does("POST /events/{id}/duplicate", { id, body: { dateTime: inDays(30) } });
    await program.does("GET /me/events", { query: { when: "upcoming", search: "described" } });
    const since = { updatedAfter: inDays(-1), limit: 5 };
    await program.does("GET /me/event-bookings", { query: since });
    for (const part of ["reach", "stats", "reconciliation", "capacity-log", "attendees", "bookings"]) {
      await program.does(`GET /events/{id}/${part}`, { id });
    }
    await program.does("POST /events/{id}/cancel", { id: copy.json.id ?? "", body: { reason: "Too few." } });
  });

  it("admits", async () => {
    const program = await newProgram();
    const { id } = await newEvent(context, program);
    const attendee = callAs(context, await newUser(context));
    const booking = await attendee.booking.create({ eventId: id, ticketQuantity: 1, paymentMethod: "cash" });
    const [ticket] = await attendee.booking.tickets({ id: booking.id });
    const scan = { code: ticket?.code ?? "", scanId: randomUUID() };
    await program.does("GET /events/{id}/door", { id });
    await program.does("POST /events/{id}/check-ins", { id, body: scan });
    const again = { ...scan, scanId: randomUUID() };
    expect(await program.isRefused("POST /events/{id}/check-ins", { id, body: again })).toBe(
      "ALREADY_CHECKED_IN",
    );
    await program.does("POST /events/{id}/check-ins/undo", { id, body: { code: scan.code } });

    await program.does("GET /events/{id}/door/bookings", { id, query: { search: "test person" } });
    const tickets = { id: booking.id, ticketNumbers: [1], scanId: randomUUID() };
    await program.does("POST /events/{id}/admissions", { id, body: tickets });
    await program.does("POST /events/{id}/admissions/undo", { id, body: tickets });
  });

  it("sells kinds with codes, and asks questions", async () => {
    const program = await newProgram();
    const types = [
      { name: "Seat", price: 2_000, quota: 5 },
      { name: "Standing", price: 1_000 },
    ];
    const { price: _, ...fields } = EVENT;
    const created = await program.does("POST /events", {
      body: { ...fields, dateTime: inDays(20), ticketTypes: types },
    });
    const event = { id: created.json.id ?? "" };
    await program.does("GET /events/{id}/ticket-types", event);
    const code = await program.does("POST /events/{id}/discount-codes", {
      ...event,
      body: { code: "REST", kind: "percent", value: 10 },
    });
    await program.does("GET /events/{id}/discount-codes", event);
    await program.does("GET /events/{id}/discount-code", { ...event, query: { code: "rest" } });
    const ofCode = { id: code.json.id ?? "" };
    await program.does("PATCH /discount-codes/{id}", { ...ofCode, body: { maxUses: 5 } });
    await program.does("DELETE /discount-codes/{id}", ofCode);
    const question = await program.does("POST /events/{id}/questions", {
      ...event,
      body: { label: "How?", type: "text", per: "booking", isRequired: false },
    });
    const ofQuestion = { id: question.json.id ?? "" };
    await program.does("GET /events/{id}/questions", event);
    await program.does("PATCH /questions/{id}", { ...ofQuestion, body: { isForDoor: true } });
    await program.does("PUT /events/{id}/questions/order", { ...event, body: { ids: [ofQuestion.id] } });
    await program.does("DELETE /questions/{id}", ofQuestion);
  });

  it("changes what was booked", async () => {
    const organizer = await newProgram();
    const { id: eventId } = await newEvent(context, organizer, { capacity: 10 });
    const program = await newProgram();
    const held = await program.does("POST /bookings", { body: { eventId, ticketQuantity: 2, ...CARD } });
    const ofBooking = { id: held.json.id ?? "" };
    await program.does("POST /bookings/{id}/pay", {
      ...ofBooking,
      body: { ...CARD, paymentToken: "tok_ok" },
    });
    await program.does("POST /bookings/{id}/items", { ...ofBooking, body: { ticketQuantity: 3 } });
    await program.does("POST /bookings/{id}/drop-addition", ofBooking);
    const names = [{ ticketNumber: 1, name: "Nora Name" }];
    await program.does("PUT /bookings/{id}/names", { ...ofBooking, body: { names } });
    const holder = { ticketNumber: 2, name: "Hal Holder", email: uniqueEmail() };
    await program.does("POST /bookings/{id}/pass-on", { ...ofBooking, body: holder });
    await program.does("PUT /bookings/{id}/answers", { ...ofBooking, body: { answers: [] } });
    await program.does("GET /bookings/{id}/answers", ofBooking);
    await organizer.does("POST /bookings/{id}/refund", {
      ...ofBooking,
      body: { amount: 100, reason: "It rained." },
    });
    await organizer.does("GET /bookings/{id}/history", ofBooking);
    await organizer.does("POST /bookings/{id}/resend-mail", ofBooking);
  });

  it("has programs told by webhooks", async () => {
    const program = await newProgram();
    const made = await program.does("POST /webhooks", {
      body: { url: "https://crm.foyer.example/hook", events: ["booking.*"] },
    });
    expect(made.json).toMatchObject({ secret: expect.stringMatching(/^whsec_/) });
    const webhook = { id: made.json.id ?? "" };
    await program.does("GET /webhooks");
    await program.does("GET /webhooks/{id}", webhook);
    await program.does("PATCH /webhooks/{id}", { ...webhook, body: { events: ["*"] } });
    await program.does("POST /webhooks/{id}/test", webhook);
    const { id: eventId } = await newEvent(context, program);
    await program.does("POST /bookings", { body: { eventId, ticketQuantity: 1, paymentMethod: "cash" } });
    const log = await program.does("GET /webhooks/{id}/deliveries", { ...webhook, query: { limit: 5 } });
    const [delivery] = z.object({ items: z.array(z.object({ id: z.string() })) }).parse(log.json).items;
    await program.does("POST /webhook-deliveries/{id}/replay", { id: delivery?.id ?? "" });
    await program.does("DELETE /webhooks/{id}", webhook);
    expect(await program.isRefused("GET /webhooks/{id}", webhook)).toBe("NOT_FOUND");
    expect(await program.isRefused("DELETE /webhooks/{id}", webhook)).toBe("NOT_FOUND");
  });

  it("looks after a waiting list", async () => {
    const organizer = await newProgram();
    const { id } = await newEvent(context, organizer, { capacity: 2 });
    const wish = { eventId: id, ticketQuantity: 2, paymentMethod: "cash" } as const;
    await callAs(context, await newUser(context)).booking.create(wish);
    for (const ticketQuantity of [1, 1]) {
      await callAs(context, await newUser(context)).waitlist.join({ eventId: id, ticketQuantity });
    }
    await organizer.does("GET /events/{id}/waitlist", { id });
    const [first, second] = await context.db.prisma.waitlistEntry.findMany({ where: { eventId: id } });
    await organizer.does("DELETE /waitlist/{id}", { id: first?.id ?? "" });
    // Sales are closed, so that what is free is offered by hand alone.
    await organizer.does("PUT /events/{id}/active", { id, body: { isActive: false } });
    await organizer.does("PATCH /events/{id}", { id, body: { capacity: 3 } });
    await organizer.does("POST /waitlist/{id}/offer", { id: second?.id ?? "" });
  });

  it("has been carried out", () => {
    expect([...done].sort()).toEqual([...api.operations].sort());
  });
});

describe("refusals of every operation, as described", () => {
  const MISSING = "0".repeat(24);

  it("of nobody, of a key of no use, of one without its scope, and of what is not there", async () => {
    const { key } = await newApiKey(context, await newUser(context));
    const person = await newUser(context);
    const without = await newApiKey(context, person, { scopes: ["check-in"] });
    const credentials = ["", "foyer_of-no-use", without.key, key].map((token) => ({
      authorization: `Bearer ${token}`,
    }));
    const codes = new Set<string>();
    for (const operation of api.operations) {
      for (const headers of credentials) {
        const { status, json } = await api.send({ operation, id: MISSING, headers }, false);
        if (status >= 400) codes.add(json.code ?? "none");
      }
    }
    expect([...codes].sort()).toEqual([
      "FORBIDDEN",
      "INVALID_INPUT",
      "NOT_FOUND",
      "NOT_WAITING",
      "UNAUTHENTICATED",
    ]);
  });

  it("of input that has what there is not, or an id that is none", async () => {
    const { key } = await newApiKey(context, await newUser(context));
    const headers = { authorization: `Bearer ${key}` };
    for (const operation of api.operations) {
      const isRead = operation.startsWith("GET");
      const wrong = isRead ? { query: { nothing: "like this" } } : { body: { nothing: "like this" } };
      for (const request of [{ ...wrong, id: MISSING }, { id: "none" }]) {
        const { status, json } = await api.send({ operation, headers, ...request }, false);
        if (status >= 400) expect(["INVALID_INPUT", "NOT_FOUND"]).toContain(json.code);
      }
    }
  });
});
