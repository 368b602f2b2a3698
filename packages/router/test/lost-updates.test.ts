import { DAY_MS } from "@foyer/contract/time";
import { bookTickets } from "@foyer/testing/bookings";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context } = createTestContext();
afterAll(() => context.db.close());

/** An event, its organizer's calls and an admin's. */
async function shared() {
  const organizer = await newUser(context);
  const event = await newEvent(context, organizer, { capacity: 50, price: 1_000 });
  const { id } = event;
  const expectedUpdatedAt = event.updatedAt;
  const mine = callAs(context, organizer).event;
  const theirs = callAs(context, await newUser(context, "admin")).event;
  return { id, event, expectedUpdatedAt, mine, theirs };
}

const detailsOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error) => error.cause?.details,
  );

describe("event.update of an event that was changed meanwhile", () => {
  it("is refused where it would replace what its author was not shown, with what that is now", async () => {
    const { id, expectedUpdatedAt, mine, theirs } = await shared();
    const changed = await theirs.update({ id, name: "Theirs", price: 2_000, venue: "Elsewhere" });
    const wish = { id, name: "Mine", price: 3_000, category: "Mine", expectedUpdatedAt };
    expect(await errorCodeOf(mine.update(wish))).toBe("EVENT_CHANGED");
    const details = await detailsOf(mine.update(wish));
    expect(details.current).toEqual({ name: "Theirs", price: 2_000 });
    expect(details.event).toMatchObject({ venue: "Elsewhere", updatedAt: changed.updatedAt });
    // Nothing of it was done, and with what it was told its author decides.
    expect(await mine.byId({ id })).toMatchObject({ name: "Theirs", price: 2_000, category: "Tests" });
    const again = await mine.update({ ...wish, expectedUpdatedAt: details.event.updatedAt });
    expect(again).toMatchObject({ name: "Mine", price: 3_000, category: "Mine", venue: "Elsewhere" });
  });

  it("is carried out where nobody has changed the fields that it sends", async () => {
    const { id, expectedUpdatedAt, mine, theirs } = await shared();
    await theirs.update({ id, name: "Theirs", capacity: 60, price: 2_000 });
    const description = "Mine.";
    const saved = await mine.update({ id, description, expectedUpdatedAt });
    expect(saved).toMatchObject({ description, name: "Theirs", capacity: 60, price: 2_000 });
    // The author of the other change goes on from what they were shown before this one.
    expect(await theirs.update({ id, venue: "Later", expectedUpdatedAt })).toMatchObject({ description });
  });

  it("is carried out where both want the same, or nothing was changed in fact", async () => {
    const { id, event, expectedUpdatedAt, mine, theirs } = await shared();
    await theirs.update({ id, name: "Same", venue: event.venue });
    const wish = { id, name: "Same", venue: "Mine", expectedUpdatedAt };
    expect(await mine.update(wish)).toMatchObject({ name: "Same", venue: "Mine" });
  });

  it("takes date and zone for one thing", async () => {
    const { id, event, expectedUpdatedAt, mine, theirs } = await shared();
    await theirs.update({ id, timeZone: "Asia/Tokyo" });
    const dateTime = new Date(event.dateTime.getTime() + DAY_MS);
    const details = await detailsOf(mine.update({ id, dateTime, expectedUpdatedAt }));
    expect(details.current).toEqual({ dateTime: event.dateTime, timeZone: "Asia/Tokyo" });
  });

  it("is not hindered by bookings, nor by closing sales", async () => {
    const { id, expectedUpdatedAt, mine, theirs } = await shared();
    await bookTickets(context, await newUser(context), id, { ticketQuantity: 3 });
    await theirs.setActive({ id, isActive: false });
    expect(await mine.update({ id, capacity: 40, expectedUpdatedAt })).toMatchObject({
      capacity: 40,
      availableTickets: 37,
    });
  });

  it("without what was expected is carried out as before", async () => {
    const { id, mine, theirs } = await shared();
    await theirs.update({ id, name: "Theirs" });
    expect(await mine.update({ id, name: "Mine" })).toMatchObject({ name: "Mine" });
  });

  it("has one winner of two at once", async () => {
    const { id, expectedUpdatedAt, mine, theirs } = await shared();
    const outcomes = await Promise.all(
      [...Array(6).keys()].map((number) =>
        refusalOfOrName(
          (number % 2 ? mine : theirs).update({ id, name: `Wish ${number}`, expectedUpdatedAt }),
        ),
      ),
    );
    const won = outcomes.filter((outcome) => outcome.startsWith("Wish"));
    expect(won).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "EVENT_CHANGED")).toHaveLength(5);
    expect((await mine.byId({ id })).name).toBe(won[0]);
  });

  it("is answered as at first when it is sent again, however late", async () => {
    const { id, expectedUpdatedAt, mine, theirs } = await shared();
    const wish = { id, name: "Mine", expectedUpdatedAt, idempotencyKey: "one-wish" };
    const first = await mine.update(wish);
    await theirs.update({ id, name: "Theirs" });
    expect(await mine.update(wish)).toEqual(first);
    expect((await mine.byId({ id })).name).toBe("Theirs");
  });

  it("compares times that only grow, though the clocks of two servers differ", async () => {
    const { id, expectedUpdatedAt, theirs } = await shared();
    const first = await theirs.update({ id, name: "First" });
    const slow = createTestContext({ clock: { now: () => new Date(expectedUpdatedAt.getTime() - 60_000) } });
    const admin = await newUser(context, "admin");
    const second = await callAs(slow.context, admin).event.update({ id, name: "Second" });
    await slow.context.db.close();
    expect(second.updatedAt > first.updatedAt).toBe(true);
    const late = theirs.update({ id, name: "Third", expectedUpdatedAt: first.updatedAt });
    expect(await errorCodeOf(late)).toBe("EVENT_CHANGED");
  });

  it("is decided on what was shown, also when tickets were sold since", async () => {
    const { id, mine } = await shared();
    const admin = await newUser(context, "admin");
    const other = createTestContext();
    const shown = await mine.byId({ id });
    // Another server changes the name; this one still shows the old one, and sells a ticket.
    await callAs(other.context, admin).event.update({ id, name: "Theirs" });
    await other.context.db.close();
    await bookTickets(context, await newUser(context), id);
    const stale = await mine.byId({ id });
    const wish = { id, name: "Mine", expectedUpdatedAt: stale.updatedAt };
    const outcome = await refusalOfOrName(mine.update(wish));
    expect(outcome).toBe(stale.name === shown.name ? "EVENT_CHANGED" : "Mine");
  });
});

async function refusalOfOrName(call: Promise<{ name: string }>): Promise<string> {
  return call.then(
    ({ name }) => name,
    (error) => error.cause?.code ?? String(error),
  );
}

describe("whom an update mails", () => {
  it("is known in figures before and after, and is nobody where nothing is changed that people plan by", async () => {
    const { id, mine } = await shared();
    for (let number = 0; number < 3; number++) await bookTickets(context, await newUser(context), id);
    const gone = callAs(context, await newUser(context));
    const booking = await gone.booking.create({ eventId: id, ticketQuantity: 1, paymentMethod: "cash" });
    await gone.booking.cancel({ id: booking.id, reason: "No time." });
    await bookTickets(context, await newUser(context), id, { ticketQuantity: 10 });
    await mine.update({ id, capacity: 13 });
    const late = callAs(context, await newUser(context));
    await late.waitlist.join({ eventId: id, ticketQuantity: 1 });
    expect(await mine.reach({ eventId: id })).toEqual({ booked: 4, waiting: 1 });
    expect((await mine.update({ id, venue: "Elsewhere" })).mailed).toEqual({ booked: 4, waiting: 1 });
    expect((await mine.update({ id, description: "Else." })).mailed).toEqual({ booked: 0, waiting: 0 });
    const stranger = callAs(context, await newUser(context));
    expect(await errorCodeOf(stranger.event.reach({ eventId: id }))).toBe("FORBIDDEN");
  });
});
