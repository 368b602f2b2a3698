import { BSON } from "mongodb";
import { countSold } from "./books.mjs";
import { startProgram } from "./child.mjs";
import { provideIndexes, startDatabase } from "./database.mjs";
import { addEvents, eventDocument } from "./events.mjs";
import { addPeople } from "./people.mjs";
import { round } from "./percentiles.mjs";

const TEXTBOOK = new URL("../baselines/textbook.mjs", import.meta.url);
const DRIVER = new URL("../baselines/driver.mjs", import.meta.url);
const PLENTY = 1_000_000;

/** How many buyers at once the textbook is tried with beside those of ours. */
const FEWER_BUYERS = [1, 10, 100];

/**
 * Measures the textbook on a database of its own: one Prisma transaction for each booking, with retry. First with
 * fewer buyers, so that it is known what it can do at best.
 *
 * @param {{ events: number, capacity: number, buyers: number, seconds: number, fewerSeconds: number }} sale
 */
export async function runTextbook({ events, capacity, ...plan }) {
  const fewer = FEWER_BUYERS.filter((count) => count < plan.buyers);
  return onFreshDatabase(events, capacity, TEXTBOOK, () => ({ ...plan, fewer }));
}

/**
 * How many times faster ours is than the textbook with as many buyers, and than the textbook at its best. Where it
 * sold nothing at all in its time, it is taken to have sold one, so that there is a figure, and too low a one.
 */
export function againstTextbook(ours, textbook) {
  const sold = Math.max(textbook.perSecond, 1 / textbook.saleSeconds);
  const rates = [sold, ...Object.values(textbook.withFewer).map(({ perSecond }) => perSecond)];
  return {
    vsTextbook: round(ours.perSecond / sold),
    vsTextbookAtBest: round(ours.perSecond / Math.max(...rates)),
  };
}

/**
 * Measures the limit on a database of its own: the driver alone, in bulk.
 *
 * @param {{ capacity: number, groupSize: number, warmUpBookings: number, seconds: number, templates: object }} sale
 */
export async function runDriver({ templates, ...sale }) {
  return onFreshDatabase(1, sale.capacity, DRIVER, (eventIds) => ({
    ...sale,
    eventId: eventIds[0],
    templates: BSON.EJSON.serialize(templates),
  }));
}

async function onFreshDatabase(events, capacity, program, toPlan) {
  const database = await startDatabase();
  try {
    await provideIndexes(database.url());
    const db = database.db();
    const [organizer] = await addPeople(db, 1, { name: "Organizer" });
    const documents = Array.from({ length: events }, () => eventDocument(organizer.id, { capacity }));
    const warmUp = eventDocument(organizer.id, { capacity: PLENTY });
    await addEvents(db, [...documents, warmUp]);
    const eventIds = documents.map(({ _id }) => _id);
    const running = startProgram(program, {
      url: database.url(),
      eventIds,
      warmUpEventId: warmUp._id,
      ...toPlan(eventIds),
    });
    const { kind: _, ...result } = await running.result();
    const { oversold } = await countSold(db, eventIds);
    return { ...result, oversold };
  } finally {
    await database.stop();
  }
}

/**
 * The documents that ours wrote for one cash booking while tickets were sold: the booking itself, and everything that
 * names it or its buyer's key. The driver's program writes the same ones, and one bundle of mails for each group, as
 * ours does; mails are made from bundles afterwards.
 *
 * @param {import("mongodb").Db} db
 * @param {import("mongodb").ObjectId} eventId
 */
export async function documentsOfBooking(db, eventId) {
  const booking = await db.collection("Booking").findOne({ eventId });
  const { _id } = booking;
  return {
    Booking: [booking],
    EventCapacityLog: await db.collection("EventCapacityLog").find({ bookingId: _id }).toArray(),
    IdempotencyRecord: await db
      .collection("IdempotencyRecord")
      .find({ answer: new RegExp(_id.toString()) })
      .toArray(),
  };
}
