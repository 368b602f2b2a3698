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

/** Smaller numbers of concurrent buyers that the textbook is tried with. */
const FEWER_BUYERS = [1, 10, 100];

/**
 * Measures the textbook on a fresh database: one Prisma transaction per booking, with retry. First with fewer buyers,
 * because it does better with them.
 *
 * @param {{ events: number, capacity: number, buyers: number, seconds: number, fewerSeconds: number }} sale
 */
export async function runTextbook({ events, capacity, ...plan }) {
  const fewer = FEWER_BUYERS.filter((count) => count < plan.buyers);
  return onFreshDatabase(events, capacity, TEXTBOOK, () => ({ ...plan, fewer }));
}

/**
 * Ratios of Foyer's rate to the textbook's with as many buyers, and to the textbook's best. A textbook that sold nothing
 * counts as having sold one, so that the ratio is finite, and too low.
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
 * Measures the upper bound on a fresh database: bulk writes by the driver alone.
 *
 * @param {{ capacity: number, batchSize: number, warmUpBookings: number, seconds: number, templates: object }} sale
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
 * The documents that Foyer wrote for one cash booking: the booking, its capacity log row and its idempotency record. The
 * driver program writes the same ones, and one mail bundle per batch, as Foyer does.
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
