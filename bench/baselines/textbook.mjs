// The textbook: one interactive transaction for each booking, again and again while it meets write conflicts, with
// jittered pauses. No HTTP, no sessions, no idempotency keys, no mails: less work than ours does.
import { openDatabase } from "@foyer/db/database";
import { ObjectId } from "mongodb";
import { readPlan, tell } from "../kit/child.mjs";
import { distribution, round } from "../kit/percentiles.mjs";

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 1_000;
/** For so long what is under way at the end of a sale is waited for. */
const LET_GO_MS = 5_000;
/** Prisma's own limits on a transaction are to be no reason to fail: only the time of the whole run is. */
const PATIENCE_MS = 120_000;

const { plan } = await readPlan();
const { url, buyers, fewer, eventIds, warmUpEventId, fewerSeconds, seconds } = plan;
// Nothing of ours is used of it but Prisma's client.
const { prisma } = openDatabase(url);

class SoldOut extends Error {}

async function tryToBook(eventId, userId) {
  await prisma.$transaction(
    async (tx) => {
      const event = await tx.event.findUnique({
        where: { id: eventId },
        select: { availableTickets: true, isActive: true, dateTime: true, price: true, currency: true },
      });
      if (event === null || !event.isActive || event.dateTime <= new Date() || event.availableTickets < 1) {
        throw new SoldOut();
      }
      const { count } = await tx.event.updateMany({
        where: { id: eventId, availableTickets: { gte: 1 } },
        data: { availableTickets: { decrement: 1 } },
      });
      if (count === 0) throw new SoldOut();
      const { id: bookingId } = await tx.booking.create({
        data: {
          eventId,
          userId,
          ticketQuantity: 1,
          totalAmount: event.price,
          currency: event.currency,
          status: "confirmed",
          paymentStatus: "pending",
          paymentMethod: "cash",
        },
      });
      await tx.eventCapacityLog.create({ data: { eventId, bookingId, quantity: 1, operation: "reserve" } });
    },
    { maxWait: PATIENCE_MS, timeout: PATIENCE_MS },
  );
}

/** So many buyers at once for so long. */
async function sell(events, buyersAtOnce, limitSeconds) {
  const begun = performance.now();
  const until = begun + limitSeconds * 1_000;
  const times = [];
  let booked = 0;
  let refused = 0;
  let conflicts = 0;
  let next = 0;
  let lastBookedAt = begun;
  let isSoldOut = false;
  const failures = {};

  async function buy(eventId, pressed) {
    const userId = new ObjectId().toString();
    for (let tries = 0; performance.now() < until; tries++) {
      try {
        await tryToBook(eventId, userId);
        lastBookedAt = performance.now();
        times.push(lastBookedAt - pressed);
        booked++;
        return;
      } catch (error) {
        if (error instanceof SoldOut) {
          refused++;
          isSoldOut = events.length === 1;
          return;
        }
        if (error.code !== "P2034") {
          const name = error.code ?? error.name;
          failures[name] = (failures[name] ?? 0) + 1;
          return;
        }
        conflicts++;
        const pause = Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  const everybody = Promise.all(
    Array.from({ length: buyersAtOnce }, async () => {
      while (performance.now() < until && !isSoldOut) {
        await buy(events[next++ % events.length], performance.now());
      }
    }),
  );
  // What is still under way then is not counted, but is not to be in the way of the next sale either.
  const timeIsUp = new Promise((resolve) => setTimeout(resolve, limitSeconds * 1_000));
  await Promise.race([everybody, timeIsUp]);
  const saleEnded = performance.now();
  const facts = { booked, refused, conflicts, times: [...times] };
  await Promise.race([everybody, new Promise((resolve) => setTimeout(resolve, LET_GO_MS))]);
  const saleSeconds = ((isSoldOut ? lastBookedAt : saleEnded) - begun) / 1_000;
  return {
    perSecond: round(facts.booked / saleSeconds),
    ...distribution(facts.times),
    booked: facts.booked,
    refused: facts.refused,
    conflicts: facts.conflicts,
    triesPerBooking: facts.booked === 0 ? null : round((facts.booked + facts.conflicts) / facts.booked),
    failures,
    saleSeconds: round(saleSeconds),
  };
}

// With fewer buyers it does better, and gets warm meanwhile.
const withFewer = {};
for (const count of fewer) {
  const { perSecond, p50, p99, triesPerBooking } = await sell([warmUpEventId], count, fewerSeconds);
  withFewer[count] = { perSecond, p50, p99, triesPerBooking };
}
await tell("result", { ...(await sell(eventIds, buyers, seconds)), withFewer });
process.exit(0);
