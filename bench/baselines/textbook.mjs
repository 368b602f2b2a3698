// The textbook: one interactive transaction per booking, retried on write conflicts with jittered backoff. No HTTP,
// sessions, idempotency keys or mails: less work than Foyer does.
import { openDatabase } from "@foyer/db/database";
import { ObjectId } from "mongodb";
import { readPlan, tell } from "../kit/child.mjs";
import { distribution, round } from "../kit/percentiles.mjs";

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 1_000;
/** How long transactions in flight at the end of a sale are waited for, in milliseconds. */
const LET_GO_MS = 5_000;
/** Prisma's limits on a transaction must not fail the run: only its whole time limits it. */
const PATIENCE_MS = 120_000;

const { plan } = await readPlan();
const { url, buyers, fewer, eventIds, warmUpEventId, fewerSeconds, seconds } = plan;
// Only Prisma's client is used of it.
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

/** Sells to a number of concurrent buyers for a while. */
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
  // Transactions still in flight are not counted, but must not disturb the next sale.
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

// It does better with fewer buyers; this is the warm-up as well.
const withFewer = {};
for (const count of fewer) {
  const { perSecond, p50, p99, triesPerBooking } = await sell([warmUpEventId], count, fewerSeconds);
  withFewer[count] = { perSecond, p50, p99, triesPerBooking };
}
await tell("result", { ...(await sell(eventIds, buyers, seconds)), withFewer });
process.exit(0);
