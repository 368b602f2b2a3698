import { randomUUID } from "node:crypto";
import { createFoyerClient, type FoyerClient, reasonOf } from "@foyer/client";
import type { BookingChange, EventActivity, EventAvailability, LiveUpdate } from "@foyer/contract/live";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ServerProcess, startServer } from "./kit/server-process.js";

const PATIENCE = { interval: 20 };

let here: ServerProcess;
let there: ServerProcess;
const streams: { unsubscribe(): void }[] = [];

beforeAll(async () => {
  const env = { DATABASE_URL: ownDatabaseUrl(), LOG_LEVEL: "silent" };
  [here, there] = await Promise.all([startServer(env), startServer(env)]);
});
afterEach(() => {
  for (const stream of streams.splice(0)) stream.unsubscribe();
});
afterAll(async () => {
  await Promise.all([here.stop(), there.stop()]);
});

interface Program {
  readonly at: (server: ServerProcess) => FoyerClient;
  readonly anonymous: (server: ServerProcess) => FoyerClient;
  readonly refreshToken: string;
}

const anonymous = (server: ServerProcess) => createFoyerClient({ url: `${server.origin}/trpc` });

/** A program with an account, which may call either server. */
async function newProgram(server = here): Promise<Program> {
  const session = await anonymous(server).user.register.mutate({
    email: `${randomUUID()}@programs.example`,
    password: "correct horse battery",
    name: "A Program",
    transport: "bearer",
  });
  if (session.transport !== "bearer") throw new Error("A program gets tokens.");
  const at = ({ origin }: ServerProcess) =>
    createFoyerClient({ url: `${origin}/trpc`, sessionToken: () => session.sessionToken });
  return { at, anonymous, refreshToken: session.refreshToken };
}

async function newEvent(organizer: Program, server = here) {
  return organizer.at(server).event.create.mutate({
    name: "An evening",
    description: "Followed live.",
    venue: "Here",
    dateTime: new Date(Date.now() + 1_000 * 3_600_000),
    timeZone: "Europe/Berlin",
    capacity: 10,
    price: 0,
    currency: "EUR",
    category: "Test",
  });
}

/** Subscribes, and resolves once the server has begun the stream. */
function follow<Data>(
  subscribe: (handlers: {
    onStarted: () => void;
    onData: (message: { id: string; data: Data }) => void;
    onError: (error: unknown) => void;
  }) => { unsubscribe(): void },
) {
  const data: Data[] = [];
  const ids: string[] = [];
  const errors: unknown[] = [];
  return new Promise<{ data: Data[]; ids: string[]; errors: unknown[]; stop: () => void }>((resolve) => {
    const answer = () => resolve({ data, ids, errors, stop: () => stream.unsubscribe() });
    const stream = subscribe({
      onStarted: answer,
      onData(message) {
        ids.push(message.id);
        data.push(message.data);
      },
      onError(error) {
        errors.push(error);
        answer();
      },
    });
    streams.push(stream);
  });
}

const booking = (eventId: string) => ({
  eventId,
  ticketQuantity: 1,
  paymentMethod: "cash" as const,
  idempotencyKey: randomUUID(),
});

describe("a stream at one server", () => {
  it("has what the other server does: availability for anybody, bookings for their owner, activity for the organizer", async () => {
    const organizer = await newProgram();
    const buyer = await newProgram();
    const { id: eventId } = await newEvent(organizer);
    const availability = await follow<EventAvailability>((handlers) =>
      anonymous(here).event.onAvailability.subscribe({ eventId }, handlers),
    );
    const mine = await follow<BookingChange>((handlers) =>
      buyer.at(here).booking.onChange.subscribe({}, handlers),
    );
    const activity = await follow<EventActivity>((handlers) =>
      organizer.at(here).event.onActivity.subscribe({ eventId }, handlers),
    );
    const { id } = await buyer.at(there).booking.create.mutate(booking(eventId));
    await expect.poll(() => availability.data.at(-1)?.availableTickets, PATIENCE).toBe(9);
    await expect.poll(() => mine.data, PATIENCE).toMatchObject([{ id, status: "confirmed" }]);
    await expect.poll(() => activity.data, PATIENCE).toMatchObject([{ eventId, bookings: [{ id }] }]);
  });

  it("is one for several subjects", async () => {
    const organizer = await newProgram();
    const { id: eventId } = await newEvent(organizer);
    const all = await follow<LiveUpdate>((handlers) =>
      organizer
        .at(here)
        .live.onUpdate.subscribe({ eventIds: [eventId], myBookings: true, activityOf: [eventId] }, handlers),
    );
    await organizer.at(there).booking.create.mutate(booking(eventId));
    await expect
      .poll(() => [...new Set(all.data.map(({ kind }) => kind))].sort(), PATIENCE)
      .toEqual(["activity", "availability", "booking"]);
  });

  it("begins with the bookings of the last seconds for whoever asks for them", async () => {
    const organizer = await newProgram();
    const { id: eventId } = await newEvent(organizer);
    const { id } = await organizer.at(there).booking.create.mutate(booking(eventId));
    const topics = { myBookings: true, activityOf: [eventId] };
    const from = (withRecent: boolean) =>
      follow<LiveUpdate>((handlers) =>
        organizer.at(here).live.onUpdate.subscribe({ ...topics, withRecent }, handlers),
      );
    const [late, told] = [await from(false), await from(true)];
    await expect
      .poll(() => told.data, PATIENCE)
      .toMatchObject([
        { kind: "booking", booking: { id } },
        { kind: "activity", activity: { eventId, bookings: [{ id }] } },
      ]);
    expect(late.data).toEqual([]);
  });

  it("is refused to those who may not see it", async () => {
    const organizer = await newProgram();
    const { id: eventId } = await newEvent(organizer);
    const stranger = (await newProgram()).at(here);
    const refusals = [
      follow((handlers) => stranger.event.onActivity.subscribe({ eventId }, handlers)),
      follow((handlers) => stranger.live.onUpdate.subscribe({ activityOf: [eventId] }, handlers)),
      follow((handlers) => anonymous(here).booking.onChange.subscribe({}, handlers)),
      follow((handlers) => anonymous(here).live.onUpdate.subscribe({ myBookings: true }, handlers)),
      follow((handlers) =>
        anonymous(here).event.onAvailability.subscribe({ eventId: "0".repeat(24) }, handlers),
      ),
    ];
    const reasons = [];
    for (const { errors } of await Promise.all(refusals)) {
      await expect.poll(() => errors, PATIENCE).toHaveLength(1);
      reasons.push(reasonOf(errors[0]));
    }
    expect(reasons).toEqual(["FORBIDDEN", "FORBIDDEN", "UNAUTHENTICATED", "UNAUTHENTICATED", "NOT_FOUND"]);
  });

  it("ends before the next message once its session is over", async () => {
    const organizer = await newProgram();
    const buyer = await newProgram();
    const { id: eventId } = await newEvent(organizer);
    const activity = await follow<EventActivity>((handlers) =>
      organizer.at(here).event.onActivity.subscribe({ eventId }, handlers),
    );
    await organizer.at(there).user.logout.mutate({ refreshToken: organizer.refreshToken });
    await buyer.at(there).booking.create.mutate(booking(eventId));
    await expect.poll(() => activity.errors.map(reasonOf), PATIENCE).toEqual(["UNAUTHENTICATED"]);
    expect(activity.data).toEqual([]);
  });

  it("is of a program with an API key as well, and ends by itself once that is revoked", async () => {
    const organizer = await newProgram();
    const buyer = await newProgram();
    const { id: eventId } = await newEvent(organizer);
    const { id, key } = await organizer.at(here).apiKey.create.mutate({ name: "Follower", scopes: ["read"] });
    const sent: string[] = [];
    const follower = createFoyerClient({
      url: `${here.origin}/trpc`,
      apiKey: key,
      fetch: (address, init) => {
        sent.push(String(address));
        return fetch(address, init);
      },
    });
    const activity = await follow<EventActivity>((handlers) =>
      follower.event.onActivity.subscribe({ eventId }, handlers),
    );
    const { id: bookingId } = await buyer.at(there).booking.create.mutate(booking(eventId));
    await expect.poll(() => activity.data, PATIENCE).toMatchObject([{ bookings: [{ id: bookingId }] }]);
    await organizer.at(there).apiKey.revoke.mutate({ id });
    await buyer.at(there).booking.cancel.mutate({ id: bookingId });
    await expect.poll(() => activity.errors.map(reasonOf), PATIENCE).toEqual(["UNAUTHENTICATED"]);
    expect(String(activity.errors[0])).toContain("revoked");
    expect(activity.data).toHaveLength(1);
    expect(sent.join(" ")).not.toContain(key);
    expect(sent.join(" ")).not.toContain("user.refresh");
  });

  it("goes on at another server after the last message it had", async () => {
    const organizer = await newProgram();
    const buyer = await newProgram();
    const { id: eventId } = await newEvent(organizer);
    const before = await follow<EventAvailability>((handlers) =>
      anonymous(here).event.onAvailability.subscribe({ eventId }, handlers),
    );
    await expect.poll(() => before.ids, PATIENCE).toHaveLength(1);
    before.stop();
    const { id } = await buyer.at(here).booking.create.mutate(booking(eventId));
    const lastEventId = before.ids[0];
    const after = await follow<BookingChange>((handlers) =>
      buyer.at(there).booking.onChange.subscribe({ lastEventId }, handlers),
    );
    await expect.poll(() => after.data, PATIENCE).toMatchObject([{ id }]);
  });
});

describe("a server whose clients go away", () => {
  it("goes on, at whatever moment they do", async () => {
    const organizer = await newProgram();
    const { id: eventId } = await newEvent(organizer);
    const input = encodeURIComponent(JSON.stringify({ json: { eventIds: [eventId] } }));
    await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const leaving = AbortSignal.timeout(5 + index * 25);
        const answer = fetch(`${here.origin}/trpc/live.onUpdate?input=${input}`, { signal: leaving });
        await expect(answer.then((response) => response.text())).rejects.toMatchObject({
          name: "TimeoutError",
        });
      }),
    );
    // Long enough for what a stream left behind.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await anonymous(here).event.byId.query({ id: eventId })).toMatchObject({ id: eventId });
  });
});

describe("a server that ends while streams are open", () => {
  it("ends at once, and the client goes on at the one that takes its place", async () => {
    const env = { DATABASE_URL: ownDatabaseUrl(), LOG_LEVEL: "silent" };
    const first = await startServer(env);
    const port = new URL(first.origin).port;
    const program = await newProgram(first);
    const mine = program.at(first);
    const event = await newEvent(program, first);
    const bookings = await follow<BookingChange>((handlers) => mine.booking.onChange.subscribe({}, handlers));
    await mine.booking.create.mutate(booking(event.id));
    await expect.poll(() => bookings.data, PATIENCE).toHaveLength(1);
    expect((await first.stop()).code).toBe(0);
    const second = await startServer({ ...env, PORT: port });
    const [made] = bookings.data;
    await mine.booking.cancel.mutate({ id: made?.id ?? "", idempotencyKey: randomUUID() });
    await expect.poll(() => bookings.data.at(-1), PATIENCE).toMatchObject({ status: "cancelled" });
    expect(bookings.errors).toEqual([]);
    await second.stop();
  });
});
