import { myEventsBookingsInput } from "@foyer/contract/booking";
import { listEventsInput, mineEventsInput } from "@foyer/contract/event";
import { eventId, webhookId } from "@foyer/contract/ids";
import { DAY_MS, MINUTE_MS } from "@foyer/contract/time";
import { WEBHOOK_TYPES } from "@foyer/contract/webhook-types";
import { applyIndexes } from "@foyer/db/apply-indexes";
import { declareIndexes } from "@foyer/db/indexes";
import { newObjectId } from "@foyer/db/raw-commands";
import { provideGuest } from "@foyer/domain/accounts/guest-user";
import { listUsers } from "@foyer/domain/accounts/list-users";
import { sweepAccounts } from "@foyer/domain/accounts/sweep-accounts";
import { checkApiKey } from "@foyer/domain/api-keys/key-holder";
import { listApiKeys } from "@foyer/domain/api-keys/list-api-keys";
import { revokeApiKey } from "@foyer/domain/api-keys/revoke-api-key";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import { findBooking } from "@foyer/domain/bookings/find-booking";
import { listAttendees } from "@foyer/domain/bookings/list-attendees";
import { listMyBookings } from "@foyer/domain/bookings/list-bookings";
import { listChangedBookings } from "@foyer/domain/bookings/list-changed-bookings";
import { compactLog } from "@foyer/domain/capacity/compact-log";
import { listCapacityLog } from "@foyer/domain/capacity/list-capacity-log";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { createAppContext } from "@foyer/domain/create-context";
import { readEventReach } from "@foyer/domain/events/event-reach";
import { readEventStats } from "@foyer/domain/events/event-stats";
import { findEvent } from "@foyer/domain/events/find-event";
import { countEvents, listCategories, listEvents } from "@foyer/domain/events/list-events";
import { listMyEvents } from "@foyer/domain/events/list-my-events";
import { countPublicAddresses, listPublicAddresses } from "@foyer/domain/events/list-public-addresses";
import { renewDuePrices } from "@foyer/domain/events/renew-due-prices";
import { fanOutMails } from "@foyer/domain/mail/fan-out-mails";
import { remindOfEvents } from "@foyer/domain/mail/remind-of-events";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { unbundleMails } from "@foyer/domain/mail/unbundle-mails";
import { listRefunds } from "@foyer/domain/payments/list-refunds";
import { createSandbox } from "@foyer/domain/payments/sandbox";
import { forgetAnswers } from "@foyer/domain/questions/forget-answers";
import { listSecurityEvents } from "@foyer/domain/security/security-events";
import { findSessionHolder } from "@foyer/domain/sessions/lucia";
import { countDoor } from "@foyer/domain/tickets/door-counts";
import { closeWaitlists } from "@foyer/domain/waitlist/close-waitlists";
import { listMyWaitlist } from "@foyer/domain/waitlist/list-waitlist";
import { mailFailures } from "@foyer/domain/webhooks/mail-failures";
import { createWebhook, listWebhooks } from "@foyer/domain/webhooks/manage-webhooks";
import { listDeliveries } from "@foyer/domain/webhooks/webhook-log";
import { cancelBooking } from "@foyer/domain/workflows/cancel-booking";
import { cancelBookingsOfCancelledEvents, cancelEvent } from "@foyer/domain/workflows/cancel-event";
import { forgetUnfinishedGuests } from "@foyer/domain/workflows/forget-unfinished-guests";
import { offerLeftovers } from "@foyer/domain/workflows/offer-tickets";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { releaseExpiredAdditions } from "@foyer/domain/workflows/release-additions";
import { releaseExpiredHolds, releaseUnpaidCash } from "@foyer/domain/workflows/release-expired";
import { renewStoredKeys } from "@foyer/domain/workflows/renew-stored-keys";
import { bookTickets } from "@foyer/testing/bookings";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { newApiKey, newBuyers, newEvent, newSession, newUser } from "@foyer/testing/fixtures";
import { MovableClock } from "@foyer/testing/movable-clock";
import { TEST_PARTS } from "@foyer/testing/test-context";
import { watchDatabase } from "@foyer/testing/watched-queries";
import { afterAll, beforeAll, expect, it } from "vitest";

/** A database of its own: the plans depend on what is in it, and the chores take up whatever is due. */
const watched = watchDatabase(ownDatabaseUrl());
const { db } = watched;
const clock = new MovableClock();
const payments = { provider: createSandbox({ db, clock }), publishableKey: null };
const context = createAppContext({ ...TEST_PARTS, db, clock, payments, publicReadsFreshFor: 0 });
afterAll(() => db.close());

let organizer: Awaited<ReturnType<typeof newUser>>;
let signedIn: string[];
let attendee: typeof organizer;
let event: ReturnType<typeof eventId.parse>;

const STATUSES = ["pending", "confirmed", "cancelled"] as const;
const STATES = ["under_way", "succeeded", "failed", "refund_due", "refunded"] as const;

beforeAll(async () => {
  await applyIndexes(db, declareIndexes({ capacityLogRetentionDays: 400 }));
  [organizer, attendee] = [await newUser(context), await newUser(context)];
  const events: Awaited<ReturnType<typeof newEvent>>[] = [];
  for (let number = 0; number < 40; number++) {
    events.push(
      await newEvent(context, number % 4 === 0 ? organizer : await newUser(context), {
        name: `${number % 2 === 0 ? "Jazz" : "Folk"} night ${number}`,
        category: `Category ${number % 3}`,
        price: (number % 5) * 100,
        dateTime: new Date(clock.now().getTime() + (1 + number) * DAY_MS),
      }),
    );
  }
  event = eventId.parse(events[0]?.id);
  const sessions = await Promise.all([organizer, attendee].map(({ id }) => newSession(context, id)));
  signedIn = sessions.map(({ sessionToken }) => sessionToken);
  // Much more than any one question asks for.
  const people = await Promise.all(Array.from({ length: 12 }, () => newUser(context)));
  const bookings = Array.from({ length: 400 }, (_, number) => {
    const status = STATUSES[number % 3] ?? "cancelled";
    return {
      id: newObjectId(context.clock.now()),
      eventId: number % 3 === 0 ? event : (events[number % 40]?.id ?? event),
      // One active booking of each for one event.
      userId:
        status === "cancelled" ? (people[number % 12]?.id ?? attendee.id) : newObjectId(context.clock.now()),
      ticketQuantity: 1,
      totalAmount: 100,
      currency: "EUR",
      status,
      paymentStatus: "pending" as const,
      paymentMethod: "stripe" as const,
      bookingDate: new Date(clock.now().getTime() - number * MINUTE_MS),
    };
  });
  const strangers = bookings.filter(({ status }) => status !== "cancelled");
  await db.prisma.user.createMany({
    data: strangers.map(({ userId }) => ({
      id: userId,
      email: `${userId}@test.example`,
      name: "A",
      password: "",
    })),
  });
  await db.prisma.booking.createMany({ data: bookings });
  await db.prisma.payment.createMany({
    data: bookings.map(({ id, eventId: ofEvent, userId, status }, number) => ({
      bookingId: id,
      eventId: ofEvent,
      userId,
      amount: 100,
      currency: "EUR",
      provider: "sandbox" as const,
      method: "stripe" as const,
      state: STATES[number % 5] ?? "failed",
      createdAt: new Date(clock.now().getTime() - number * MINUTE_MS),
      ...(status === "pending" && { checkAt: new Date(clock.now().getTime() + DAY_MS) }),
    })),
  });
  for (let number = 1; number < 40; number += 3) {
    const booked = events[number];
    if (booked !== undefined) await bookTickets(context, attendee, booked.id);
  }
  await db.prisma.waitlistEntry.createMany({
    data: bookings.slice(0, 200).map(({ eventId: ofEvent }, number) => ({
      eventId: ofEvent,
      userId: newObjectId(context.clock.now()),
      ticketQuantity: 1,
      state: "waiting" as const,
      joinedAt: new Date(clock.now().getTime() - number * MINUTE_MS),
    })),
  });
  await db.prisma.waitlistEntry.createMany({
    data: events.slice(0, 20).map(({ id }) => ({
      eventId: id,
      userId: attendee.id,
      ticketQuantity: 1,
      state: "waiting" as const,
      joinedAt: clock.now(),
    })),
  });
  // People are found by an index once all of them have their keys.
  await renewStoredKeys(context);
});

const list = (input: object) => () => listEvents(context, listEventsInput.parse({ limit: 5, ...input }));

/** The third page, or whatever page is the last. */
async function deep<Page extends { readonly nextCursor: string | null }>(
  read: (cursor: string | null) => Promise<Page>,
) {
  const first = await read(null);
  const second = await read(first.nextCursor);
  return read(second.nextCursor);
}

/** So many at once that they are written in groups. */
async function bookTogether() {
  const [other, buyers] = [
    await newEvent(context, organizer, { capacity: 50 }),
    await newBuyers(context, 12),
  ];
  const wish = {
    eventId: other.id,
    ticketQuantity: 1,
    paymentMethod: "cash",
    idempotencyKey: "together",
  } as const;
  await Promise.all(buyers.map((buyer) => createBooking(context, buyer, wish)));
}
const deepList = (input: object) => () => deep((cursor) => list({ ...input, cursor })());
const ofEvent = (input: object = {}) => ({ eventId: event, limit: 5, ...input });
const attendees = (input: object) => () => listAttendees(context, ofEvent(input));
const sessions = () => Promise.all(signedIn.map((token) => findSessionHolder(context, token)));
const LONG_AGO = new Date("2020-01-01T00:00:00Z");
const changedEvents = (input: object) =>
  listMyEvents(context, organizer, mineEventsInput.parse({ updatedAfter: LONG_AGO, limit: 5, ...input }));
const changedBookings = (input: object) =>
  listChangedBookings(context, organizer, myEventsBookingsInput.parse({ limit: 5, ...input }));
const mine = (input: object) => () => listMyBookings(context, attendee, { limit: 5, ...input });

/** The first endpoint of the event's organizer. */
async function webhook() {
  const found = await db.prisma.webhookEndpoint.findFirst({ where: { organizerId: organizer.id } });
  if (found !== null) return webhookId.parse(found.id);
  const url = "https://receiver.example/";
  return webhookId.parse((await createWebhook(context, organizer, { url, events: [...WEBHOOK_TYPES] })).id);
}

async function bookTold() {
  await webhook();
  const { id } = await bookTickets(context, await newUser(context), event);
  await cancelBooking(context, organizer, { id });
}

async function sendWebhooks() {
  for (let i = 0; i < 5; i++) await bookTold();
  await context.webhookSender.run();
  await context.webhookSender.idle();
}

function deliveries(filter: { readonly state?: "delivered" }) {
  return async () => {
    const id = await webhook();
    return deep((cursor) => listDeliveries(context, organizer, { id, cursor, limit: 2, ...filter }));
  };
}

it.each([
  ["an event", () => findEvent(context, event)],
  ["list", list({})],
  ["list by price", list({ sort: "price" })],
  ["list by name, backwards", list({ sort: "name", order: "desc" })],
  ["list of a category", list({ category: "Category 1" })],
  ["list of a category by price", list({ category: "Category 1", sort: "price" })],
  ["list of a category by name", list({ category: "Category 1", sort: "name" })],
  ["list of a week", list({ from: new Date(), to: new Date(Date.now() + 7 * DAY_MS) })],
  ["list of a day", list({ fromDay: "2026-01-01", toDay: "2098-01-02" })],
  ["list of a day by name", list({ fromDay: "2026-01-01", toDay: "2098-01-02", sort: "name" })],
  ["list of a category's day", list({ category: "Category 1", fromDay: "2026-01-01" })],
  ["list of a day, searched", list({ search: "jazz", toDay: "2098-01-01" })],
  ["list of a day, deep page", deepList({ fromDay: "2026-01-01" })],
  ["list, deep page", deepList({})],
  ["list by price, deep page", deepList({ sort: "price", order: "desc" })],
  ["list by name, deep page of a category", deepList({ sort: "name", category: "Category 1" })],
  ["search", list({ search: "jazz nigh" })],
  ["search, by name, deep page", deepList({ search: "nigh", sort: "name" })],
  ["search with signs", list({ search: "tests. jazz" })],
  ["search for signs alone", list({ search: "+++" })],
  ["search for what is written in several ways", list({ search: "jazz-night" })],
  ["search in Japanese", list({ search: "東京ジャズ祭" })],
  ["count", () => countEvents(context, {})],
  ["count of a day", () => countEvents(context, { fromDay: "2026-01-01", toDay: "2098-01-02" })],
  ["count of a category", () => countEvents(context, { category: "Category 2" })],
  ["count of a search", () => countEvents(context, { search: "folk" })],
  ["categories", () => listCategories(context)],
  ["addresses, counted", () => countPublicAddresses(context, 1_000)],
  ["addresses, a later part", () => listPublicAddresses(context, { skip: 10, limit: 10 })],
  ["events of mine", () => listMyEvents(context, organizer, mineEventsInput.parse({ limit: 2 }))],
  [
    "events of mine, searched, deep page",
    () =>
      deep((cursor) =>
        listMyEvents(
          context,
          organizer,
          mineEventsInput.parse({ search: "jazz", when: "upcoming", cursor, limit: 2 }),
        ),
      ),
  ],
  ["events of mine that were changed", () => changedEvents({})],
  [
    "events of mine that were changed, deep page",
    () => deep((cursor) => changedEvents({ cursor, limit: 2 })),
  ],
  ["bookings of my events", () => changedBookings({})],
  ["bookings of my events that were changed", () => changedBookings({ updatedAfter: LONG_AGO })],
  [
    "bookings of my events, deep page",
    () => deep((cursor) => changedBookings({ updatedAfter: LONG_AGO, cursor })),
  ],
  ["bookings of mine", mine({})],
  ["bookings of mine in one state", mine({ status: "confirmed" })],
  ["booking of mine for an event", () => listMyBookings(context, attendee, { limit: 5, eventId: event })],
  ["bookings of mine, deep page", () => deep((cursor) => mine({ cursor, limit: 3 })())],
  ["attendees", attendees({})],
  ["attendees in one state", attendees({ status: "confirmed" })],
  ["attendees by payment", attendees({ paymentStatus: "pending" })],
  ["attendees by state and payment", attendees({ status: "pending", paymentStatus: "pending" })],
  ["attendees inside", attendees({ admission: "admitted" })],
  ["attendees missing", attendees({ admission: "missing" })],
  ["attendees, searched", attendees({ search: "test" })],
  ["attendees, deep page", () => deep((cursor) => attendees({ cursor })())],
  ["reach", () => readEventReach(db.prisma, event)],
  ["stats", () => readEventStats(context, event)],
  ["reconcile", () => reconcile(context, event)],
  ["door", () => countDoor(context, event)],
  ["capacity log", () => listCapacityLog(context, ofEvent())],
  [
    "capacity log, deep page",
    () => deep((cursor) => listCapacityLog(context, ofEvent({ cursor, limit: 2 }))),
  ],
  ["refunds", () => listRefunds(context, ofEvent())],
  ["refunds, deep page", () => deep((cursor) => listRefunds(context, ofEvent({ cursor })))],
  ["places on waiting lists", () => listMyWaitlist(context, attendee)],
  ["users", () => listUsers(context, { limit: 5 })],
  ["users, searched", () => listUsers(context, { limit: 5, search: "test" })],
  ["users, searched by little", () => listUsers(context, { limit: 5, search: "t" })],
  [
    "users, searched by what few have",
    () => listUsers(context, { limit: 5, search: attendee.email.slice(0, 8) }),
  ],
  ["keys of an older version", () => renewStoredKeys(context)],
  ["users by role and state", () => listUsers(context, { limit: 5, role: "user", state: "active" })],
  ["users, deep page", () => deep((cursor) => listUsers(context, { limit: 5, cursor }))],
  ["sessions", sessions],
  ["sessions that are known", sessions],
  ["API keys", () => listApiKeys(context, organizer)],
  [
    "an API key",
    async () => {
      const { id, key } = await newApiKey(context, organizer, { eventIds: [event] });
      await checkApiKey(context, key, { userAgent: null, ip: null, deviceId: null });
      await revokeApiKey(context, organizer, id, { userAgent: null, ip: null, deviceId: null });
    },
  ],
  ["security events", () => listSecurityEvents(context, { limit: 5 })],
  ["webhooks of mine", () => listWebhooks(context, organizer)],
  ["a booking that is told of", bookTold],
  ["webhooks to send", sendWebhooks],
  ["deliveries, deep page", deliveries({})],
  ["deliveries in one state, deep page", deliveries({ state: "delivered" })],
  ["holds that ran out", () => releaseExpiredHolds(context)],
  ["additions that ran out", () => releaseExpiredAdditions(context)],
  ["cash that was not paid in time", () => releaseUnpaidCash(context)],
  ["prices that change", () => renewDuePrices(context)],
  ["answers to delete", () => forgetAnswers(context)],
  ["webhooks that fail", () => mailFailures(context)],
  ["payments that are due", () => processDuePayments(context)],
  ["tickets to offer", () => offerLeftovers(context)],
  ["waiting lists to close", () => closeWaitlists(context)],
  ["bookings made together", bookTogether],
  ["mails of bookings made together", () => unbundleMails(context)],
  ["mails to send", () => sendQueuedMails(context)],
  ["reminders", () => remindOfEvents(context)],
  ["capacity log to carry", () => compactLog(context, 400)],
  ["locks that are over", () => sweepAccounts(context)],
  [
    "guests to forget",
    async () => {
      const { id } = await provideGuest(context, { email: "gone@test.example", name: "Gone" });
      await db.prisma.user.update({ where: { id }, data: { forgetAt: LONG_AGO, createdAt: LONG_AGO } });
      await forgetUnfinishedGuests(context);
    },
  ],
  [
    "an event that is cancelled",
    async () => {
      await cancelEvent(context, organizer, { id: event, reason: "No band.", idempotencyKey: undefined });
      await cancelBookingsOfCancelledEvents(context);
    },
  ],
  ["mails to everybody", () => fanOutMails(context)],
  [
    "a booking",
    async () => {
      const found = await db.prisma.booking.findFirstOrThrow({ where: { userId: attendee.id } });
      await findBooking(context, attendee, found.id as never);
    },
  ],
] satisfies [string, () => Promise<unknown>][])("%s: found by an index, in order", async (_, work) => {
  const queries = await watched.watch(work);
  expect(queries).not.toHaveLength(0);
  for (const query of queries) {
    const stages = await watched.planOf(query);
    const problems = stages.filter((stage) => ["COLLSCAN", "SORT", "$sort"].includes(stage));
    expect(problems, JSON.stringify({ query, stages })).toEqual([]);
  }
});
