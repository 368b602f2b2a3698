import { DAY_MS, HOUR_MS } from "@foyer/contract/time";
import { fanOutMails } from "@foyer/domain/mail/fan-out-mails";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock, mails } = await createIsolatedTestContext();
afterAll(() => context.db.close());

const CASH = { paymentMethod: "cash" } as const;
const inHours = (hours: number) => new Date(clock.now().getTime() + hours * HOUR_MS);
const before = (moment: Date, hours: number) => new Date(moment.getTime() - hours * HOUR_MS);

/** An event and somebody who has booked it. */
async function booked({ hours = 500, cutoff = 24 } = {}) {
  const organizer = await newUser(context);
  const dateTime = inHours(hours);
  const { id: eventId } = await newEvent(context, organizer, { dateTime, cancellationCutoffHours: cutoff });
  const person = await newUser(context);
  const attendee = callAs(context, person);
  const booking = await attendee.booking.create({ eventId, ticketQuantity: 1, ...CASH });
  const { id } = booking;
  /** What every way to read it says: they say the same. */
  const until = async () => {
    const byId = await attendee.booking.byId({ id });
    const [own] = (await attendee.booking.mine()).items;
    const [ofEvent] = (await attendee.booking.mine({ eventId })).items;
    const [row] = (await callAs(context, organizer).booking.forEvent({ eventId })).items;
    for (const other of [own, ofEvent, row]) expect(other?.cancellableUntil).toEqual(byId.cancellableUntil);
    expect(byId.event.cancellableUntil).toEqual(byId.cancellableUntil);
    return byId.cancellableUntil;
  };
  return { eventId, organizer: callAs(context, organizer), attendee, person, booking, id, dateTime, until };
}

/** What the background does about mail. */
async function sendMails(): Promise<void> {
  await fanOutMails(context);
  await sendQueuedMails(context);
}

describe("a booking's own time to cancel", () => {
  it("is what the event said when it was booked, however the cutoff is raised", async () => {
    const { eventId, organizer, attendee, booking, id, dateTime, until } = await booked({ hours: 100 });
    expect(booking.cancellableUntil).toEqual(before(dateTime, 24));
    await organizer.event.update({ id: eventId, cancellationCutoffHours: 24 * 30 });
    expect(await until()).toEqual(before(dateTime, 24));
    const later = callAs(context, await newUser(context));
    const late = await later.booking.create({ eventId, ticketQuantity: 1, ...CASH });
    expect(late.cancellableUntil).toEqual(before(dateTime, 24 * 30));
    expect(await errorCodeOf(later.booking.cancel({ id: late.id }))).toBe("CANCELLATION_CLOSED");
    expect(await attendee.booking.cancel({ id })).toMatchObject({ status: "cancelled" });
  });

  it("becomes later when the cutoff is lowered", async () => {
    const { eventId, organizer, attendee, id, dateTime, until } = await booked({ hours: 5 });
    expect(await errorCodeOf(attendee.booking.cancel({ id }))).toBe("CANCELLATION_CLOSED");
    await organizer.event.update({ id: eventId, cancellationCutoffHours: 2 });
    expect(await until()).toEqual(before(dateTime, 2));
    await organizer.event.update({ id: eventId, cancellationCutoffHours: 24 });
    expect(await until()).toEqual(before(dateTime, 2));
    await attendee.booking.cancel({ id });
  });

  it("is open again from the moment that a change of place or date is answered, and never past the start", async () => {
    const place = await booked({ hours: 100, cutoff: 200 });
    expect(await errorCodeOf(place.attendee.booking.cancel({ id: place.id }))).toBe("CANCELLATION_CLOSED");
    await place.organizer.event.update({ id: place.eventId, venue: "Another Hall" });
    const left = (await place.until()).getTime() - clock.now().getTime();
    expect(left).toBeGreaterThan(47 * HOUR_MS);
    expect(left).toBeLessThanOrEqual(48 * HOUR_MS);
    await place.attendee.booking.cancel({ id: place.id });

    const date = await booked({ hours: 10 });
    const dateTime = inHours(20);
    expect(await errorCodeOf(date.attendee.booking.cancel({ id: date.id }))).toBe("CANCELLATION_CLOSED");
    await date.organizer.event.update({ id: date.eventId, dateTime });
    expect(await date.until()).toEqual(dateTime);
    await date.attendee.booking.cancel({ id: date.id });
  });

  it("is the later of the old and the new cutoff when an event is moved far", async () => {
    const { eventId, organizer, until, dateTime } = await booked({ hours: 400 });
    const later = inHours(900);
    await organizer.event.update({ id: eventId, dateTime: later });
    expect(await until()).toEqual(before(later, 24));
    await organizer.event.update({ id: eventId, dateTime: inHours(410) });
    expect((await until()).getTime()).toBeGreaterThanOrEqual(before(dateTime, 24).getTime());
  });

  it("is counted from the mail, which says so, however late it goes out", async () => {
    const { eventId, organizer, attendee, id, until } = await booked({ hours: 300, cutoff: 400 });
    await organizer.event.update({ id: eventId, venue: "Another Hall" });
    clock.advance(4 * DAY_MS);
    expect(await errorCodeOf(attendee.booking.cancel({ id }))).toBe("CANCELLATION_CLOSED");
    mails.length = 0;
    await sendMails();
    const [mail] = mails.filter(({ subject }) => subject.endsWith("has changed"));
    expect(mail?.text).toContain("You can cancel your booking until");
    const left = (await until()).getTime() - clock.now().getTime();
    expect(left).toBeGreaterThan(47 * HOUR_MS);
    expect(left).toBeLessThanOrEqual(48 * HOUR_MS);
    await attendee.booking.cancel({ id });
  });

  it("is not opened by another name or zone", async () => {
    const { eventId, organizer, until } = await booked({ hours: 20 });
    const first = await until();
    await organizer.event.update({ id: eventId, name: "The same by another name", timeZone: "Asia/Tokyo" });
    await sendMails();
    expect(await until()).toEqual(first);
  });

  it("is right for bookings that were made before it was stored", async () => {
    const { eventId, organizer, id, dateTime, until } = await booked();
    const forget = (collection: string, id: string, field: string) =>
      context.db.prisma.$runCommandRaw({
        update: collection,
        updates: [{ q: { _id: { $oid: id } }, u: { $unset: { [field]: 1 } } }],
      });
    await forget("Booking", id, "cancellableUntil");
    await forget("Event", eventId, "cancellationFloors");
    expect(await until()).toEqual(before(dateTime, 24));
    await organizer.event.update({ id: eventId, cancellationCutoffHours: 100 });
    expect(await until()).toEqual(before(dateTime, 24));
  });

  it("is also an offer's, which is made later", async () => {
    const organizer = await newUser(context);
    const dateTime = inHours(900);
    const event = await newEvent(context, organizer, { capacity: 1, dateTime });
    const [buyer, waiting] = [
      callAs(context, await newUser(context)),
      callAs(context, await newUser(context)),
    ];
    const { id } = await buyer.booking.create({ eventId: event.id, ticketQuantity: 1, ...CASH });
    await waiting.waitlist.join({ eventId: event.id, ticketQuantity: 1 });
    await callAs(context, organizer).event.update({ id: event.id, cancellationCutoffHours: 48 });
    await buyer.booking.cancel({ id });
    const [offer] = (await waiting.booking.mine()).items;
    expect(offer?.cancellableUntil).toEqual(before(dateTime, 48));
  });

  it("does not keep an answer from being repeated that was remembered without it", async () => {
    const event = await newEvent(context, await newUser(context), { dateTime: inHours(900) });
    const attendee = callAs(context, await newUser(context));
    const request = { eventId: event.id, ticketQuantity: 1, ...CASH, idempotencyKey: "kept" };
    const first = await attendee.booking.create(request);
    const rows = await context.db.prisma.idempotencyRecord.findMany({
      where: { answer: { contains: first.id } },
    });
    for (const { id, answer } of rows) {
      const { cancellableUntil: _, ...old } = JSON.parse(answer);
      await context.db.prisma.idempotencyRecord.update({
        where: { id },
        data: { answer: JSON.stringify(old) },
      });
    }
    expect(rows).toHaveLength(1);
    expect(await attendee.booking.create(request)).toEqual({
      ...first,
      cancellableUntil: first.bookingDate,
    });
  });
});
