// The limit: the same documents that ours writes, by the driver alone, in transactions of up to 200 bookings with one
// conditional change of the event. Nobody asks for anything: no HTTP, no sessions, no reads, no rules.
import { randomBytes } from "node:crypto";
import { BSON, MongoClient, ObjectId } from "mongodb";
import { readPlan, tell } from "../kit/child.mjs";
import { distribution, round } from "../kit/percentiles.mjs";

const { plan } = await readPlan();
const { url, eventId, warmUpEventId, capacity, warmUpBookings, groupSize, seconds } = plan;
const templates = BSON.EJSON.deserialize(plan.templates);
const client = await new MongoClient(url).connect();
const db = client.db();

/** The documents of one booking, like those of the template but of another booking of another user's. */
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

/** Ids within a text, such as a remembered answer, are replaced too. */
function replacedIn(text, replaced) {
  if (text.length < 24) return text;
  let copy = text;
  for (const [id, other] of replaced) copy = copy.replaceAll(id, other.toString());
  return copy;
}

function groupOf(event, size) {
  const group = {};
  if (size === 0) return group;
  for (let i = 0; i < size; i++) {
    for (const [collection, documents] of Object.entries(documentsOf(event))) {
      group[collection] ??= [];
      group[collection].push(...documents);
    }
  }
  const bookingIds = group.Booking.map(({ _id }) => _id);
  const createdAt = new Date();
  group.MailBundle = [{ _id: new ObjectId(), template: "booking_confirmed", bookingIds, createdAt }];
  return group;
}

/** Answers whether there were tickets for the group. */
async function write(session, event, size, group) {
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
        for (const [collection, documents] of Object.entries(group)) {
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
  let next = groupOf(event, Math.min(groupSize, tickets));
  while (booked < tickets && performance.now() < until) {
    const size = Math.min(groupSize, tickets - booked);
    const startedAt = performance.now();
    const writing = write(session, event, size, next);
    // The next group is made while this one is written, as a program that wants the most of its database does.
    next = groupOf(event, Math.min(groupSize, tickets - booked - size));
    if (await writing) booked += size;
    else refused += size;
    times.push(performance.now() - startedAt);
    if (refused > 0) break;
  }
  const saleSeconds = (performance.now() - begun) / 1_000;
  await session.endSession();
  return {
    perSecond: Math.round(booked / saleSeconds),
    // Of whole groups: every booking of a group waits for all of it.
    ...distribution(times),
    booked,
    refused,
    groupSize,
    saleSeconds: round(saleSeconds),
  };
}

await sell(new ObjectId(warmUpEventId), warmUpBookings, seconds);
await tell("result", await sell(new ObjectId(eventId), capacity, seconds));
await client.close();
process.exit(0);
