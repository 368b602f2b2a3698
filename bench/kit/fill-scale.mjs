import { ObjectId } from "mongodb";
import { insertAll } from "./database.mjs";
import { addEvents, eventDocument } from "./events.mjs";
import { addPeople } from "./people.mjs";

const DAY_MS = 86_400_000;
const CATEGORIES = 20;
const NOUNS = [
  "Concert",
  "Reading",
  "Workshop",
  "Meetup",
  "Screening",
  "Lecture",
  "Market",
  "Walk",
  "Debate",
];
const PLACES = ["Old Mill", "Town Hall", "Harbour", "Garden", "Library", "Station", "Theatre"];

/** In the names of this many events, at every size. */
export const RARE_WORD = { word: "xylophone", events: 25 };
/** In the name of every n-th event. */
export const COMMON_WORD = { word: "festival", every: 10 };

/** Users whose own bookings are listed. */
const REGULARS = 10;

/** Events per bulk write, with their bookings. */
const CHUNK = 500;
/** One booking in this many is cancelled. */
const CANCELLED_EVERY = 10;
/** Step through the users, so that none books an event twice: coprime to their number. */
const PRIME = 104_729;

/**
 * Fills a database with events and bookings that are consistent: every booking has its rows in the capacity log, and the
 * availability is what is left. What the queries ask about is equally large at every size: the bookings of the big event
 * and of the listed users, and the events with the rare word.
 *
 * @param {import("mongodb").Db} db
 * @param {{ events: number, bookingsPerEvent: number, bigEvent: number, own: number, until: number }} plan
 * @returns undefined when it was not done in time
 */
export async function fillScale(db, { events: count, bookingsPerEvent, bigEvent, own, until }) {
  const now = Date.now();
  const [organizer] = await addPeople(db, 1, { name: "Organizer", role: "admin" });
  const people = await addPeople(db, Math.max(bigEvent, Math.ceil(count / 5)) + 1);
  const regulars = await addPeople(db, REGULARS, { name: "Regular" });
  let bookings = 0;
  const sample = [];

  for (let from = 0; from < count; from += CHUNK) {
    if (performance.now() > until) return undefined;
    const chunk = Array.from({ length: Math.min(CHUNK, count - from) }, (_, offset) =>
      eventAt(organizer.id, from + offset, { count, capacity: (bookingsPerEvent + REGULARS) * 2, now }),
    );
    const bookers = chunk.map((_, offset) =>
      Array.from(
        { length: bookingsPerEvent },
        (_, i) => people[((from + offset) * 31 + i * PRIME) % people.length],
      ),
    );
    // The listed users book the first events.
    if (from === 0) for (const list of bookers.slice(0, own)) list.push(...regulars);
    bookings += await addBooked(db, chunk, bookers, now);
    sample.push(chunk[0]._id);
  }
  const big = eventDocument(organizer.id, { name: "The big one", capacity: bigEvent * 2 });
  bookings += await addBooked(db, [big], [people.slice(0, bigEvent)], now);
  return { organizer, regulars, bigId: big._id, bookings, sample: [big._id, ...sample.slice(0, 20)] };
}

function eventAt(organizer, index, { count, capacity, now }) {
  const words = [NOUNS[index % NOUNS.length], "at the", PLACES[index % PLACES.length], String(index)];
  if (index % Math.ceil(count / RARE_WORD.events) === 0) words.push(RARE_WORD.word);
  if (index % COMMON_WORD.every === 0) words.push(COMMON_WORD.word);
  return eventDocument(organizer, {
    name: words.join(" "),
    description: "What it is about, who is there, and what to bring. ".repeat(4),
    // Too far away for reminders.
    dateTime: new Date(now + 3 * DAY_MS + Math.floor((index * 361 * DAY_MS) / count)),
    capacity,
    price: 500 + (index % 50) * 100,
    category: `Category ${index % CATEGORIES}`,
    createdAt: new Date(now - 60 * DAY_MS),
  });
}

/** Writes events together with their bookings. */
async function addBooked(db, events, bookersOfEach, now) {
  const bookings = [];
  const rows = [];
  for (const [index, event] of events.entries()) {
    for (const [i, { id: userId }] of bookersOfEach[index].entries()) {
      const booking = bookingOf(event, userId, i, now);
      bookings.push(booking);
      rows.push(rowOf(booking, "reserve", booking.bookingDate));
      if (booking.status === "cancelled") rows.push(rowOf(booking, "release", booking.cancelledAt));
      else event.availableTickets -= booking.ticketQuantity;
    }
  }
  await addEvents(db, events);
  await insertAll(db.collection("Booking"), bookings);
  await insertAll(db.collection("EventCapacityLog"), rows);
  return bookings.length;
}

function bookingOf(event, userId, index, now) {
  // Spread over the last weeks, unordered.
  const at = new Date(now - 1_000 * ((index * 7_919 + event.price * 13) % (40 * 86_400)));
  const ticketQuantity = 1 + (index % 2);
  const booking = {
    _id: new ObjectId(),
    eventId: event._id,
    userId,
    ticketQuantity,
    totalAmount: ticketQuantity * event.price,
    currency: event.currency,
    status: "confirmed",
    bookingDate: at,
    paymentStatus: "pending",
    paymentMethod: "cash",
    admittedTickets: 0,
    createdAt: at,
    updatedAt: at,
  };
  if (index % CANCELLED_EVERY !== CANCELLED_EVERY - 1) return booking;
  const cancelled = { status: "cancelled", cancelledAt: at, cancelledBy: "attendee" };
  return { ...booking, ...cancelled, cancellationReason: "Cancelled by the attendee." };
}

function rowOf({ _id, eventId, ticketQuantity }, operation, timestamp) {
  return { eventId, operation, quantity: ticketQuantity, timestamp, bookingId: _id, isCarried: false };
}
