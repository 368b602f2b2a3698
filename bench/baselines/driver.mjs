// The upper bound: the documents that Foyer writes, by the driver alone, in transactions of many bookings with one
// conditional change of the event. No HTTP, sessions, reads or rules.
import { randomBytes } from "node:crypto";
import { BSON, MongoClient, ObjectId } from "mongodb";
import { readPlan, tell } from "../kit/child.mjs";
import { distribution, round } from "../kit/percentiles.mjs";

const { plan } = await readPlan();
const { url, eventId, warmUpEventId, capacity, warmUpBookings, batchSize, seconds } = plan;
const templates = BSON.EJSON.deserialize(plan.templates);
const client = await new MongoClient(url).connect();
const db = client.db();

/** The documents of one booking: the template's, with another booking and another user. */
function documentsOf(event) {
  const [booking] = templates.Booking;
  const replaced = new Map([
    [booking._id.toString(), new ObjectId()],
    [booking.userId.toString(), new ObjectId()],
    [booking.eventId.toString(), event],
  ]);
  return Object.fromEntries(
    Object.entries(templates).map(([collection, documents]) => [
      collection,
      documents.map((document) => {
        const copy = copyOf(document, replaced);
        if (replaced.has(document._id.toString())) return copy;
        copy._id = typeof document._id === "string" ? randomBytes(32).toString("base64url") : new ObjectId();
        return copy;
      }),
    ]),
  );
}

function copyOf(value, replaced) {
  if (value instanceof ObjectId) return replaced.get(value.toString()) ?? value;
  if (typeof value === "string") return replacedIn(value, replaced);
  if (Array.isArray(value)) return value.map((item) => copyOf(item, replaced));
  if (value === null || typeof value !== "object" || value instanceof Date || value._bsontype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf(item, replaced)]));
}

/** Replaces ids within a text, such as an idempotency record's answer. */
function replacedIn(text, replaced) {
  if (text.length < 24) return text;
  let copy = text;
  for (const [id, other] of replaced) copy = copy.replaceAll(id, other.toString());
  return copy;
}

function batchOf(event, size) {
  const batch = {};
  if (size === 0) return batch;
  for (let i = 0; i < size; i++) {
    for (const [collection, documents] of Object.entries(documentsOf(event))) {
      batch[collection] ??= [];
      batch[collection].push(...documents);
    }
  }
  const bookingIds = batch.Booking.map(({ _id }) => _id);
  const createdAt = new Date();
  batch.MailBundle = [{ _id: new ObjectId(), template: "booking_confirmed", bookingIds, createdAt }];
  return batch;
}

/** @returns whether there were tickets for the whole batch */
async function write(session, event, size, batch) {
  for (;;) {
    try {
      return await session.withTransaction(async () => {
        const { modifiedCount } = await db
          .collection("Event")
          .updateOne(
            { _id: event, availableTickets: { $gte: size } },
            { $inc: { availableTickets: -size }, $set: { updatedAt: new Date() } },
            { session },
          );
        if (modifiedCount === 0) return false;
        for (const [collection, documents] of Object.entries(batch)) {
          await db.collection(collection).insertMany(documents, { session });
        }
        return true;
      });
    } catch (error) {
      if (!error.hasErrorLabel?.("TransientTransactionError")) throw error;
    }
  }
}

async function sell(event, tickets, limitSeconds) {
  const session = client.startSession();
  const begun = performance.now();
  const until = begun + limitSeconds * 1_000;
  const times = [];
  let booked = 0;
  let refused = 0;
  let next = batchOf(event, Math.min(batchSize, tickets));
  while (booked < tickets && performance.now() < until) {
    const size = Math.min(batchSize, tickets - booked);
    const startedAt = performance.now();
    const writing = write(session, event, size, next);
    // The next batch is made while this one is written.
    next = batchOf(event, Math.min(batchSize, tickets - booked - size));
    if (await writing) booked += size;
    else refused += size;
    times.push(performance.now() - startedAt);
    if (refused > 0) break;
  }
  const saleSeconds = (performance.now() - begun) / 1_000;
  await session.endSession();
  return {
    perSecond: Math.round(booked / saleSeconds),
    // Of whole batches: every booking waits for its batch.
    ...distribution(times),
    booked,
    refused,
    batchSize,
    saleSeconds: round(saleSeconds),
  };
}

await sell(new ObjectId(warmUpEventId), warmUpBookings, seconds);
await tell("result", await sell(new ObjectId(eventId), capacity, seconds));
await client.close();
process.exit(0);
