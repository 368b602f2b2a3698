import { call, query } from "./api.mjs";

/**
 * Checks the ledger after a run: oversold tickets, counted through the driver, and the server's own reconciliation.
 *
 * @param {import("mongodb").Db} db
 * @param {string} origin
 * @param {string} organizerToken
 * @param {readonly import("mongodb").ObjectId[]} eventIds
 */
export async function checkBooks(db, origin, organizerToken, eventIds, sample = eventIds) {
  const broken = [];
  for (const id of sample) {
    const result = await call(origin, query("event.reconcile", { eventId: id.toString() }, organizerToken));
    if (!result.ok) broken.push(result);
  }
  for (const result of broken) console.error("bench: the books do not balance", result);
  return { ...(await countSold(db, eventIds)), reconcileOk: broken.length === 0, reconciled: sample.length };
}

/**
 * The same over several runs.
 *
 * @param {readonly { books: { oversold: number, reconcileOk: boolean } }[]} rounds
 */
export function booksOfAll(rounds) {
  return {
    oversold: rounds.reduce((sum, { books }) => sum + books.oversold, 0),
    reconcileOk: rounds.every(({ books }) => books.reconcileOk),
  };
}

/** Bookings of some events, and tickets sold beyond their capacity. */
export async function countSold(db, eventIds) {
  const events = await db
    .collection("Event")
    .find({ _id: { $in: eventIds } }, { projection: { capacity: 1 } })
    .toArray();
  const sums = await db
    .collection("Booking")
    .aggregate([
      { $match: { eventId: { $in: eventIds }, status: { $in: ["pending", "confirmed"] } } },
      { $group: { _id: "$eventId", tickets: { $sum: "$ticketQuantity" }, bookings: { $sum: 1 } } },
    ])
    .toArray();
  const soldOf = new Map(sums.map((sum) => [sum._id.toString(), sum]));
  let oversold = 0;
  let bookings = 0;
  for (const { _id, capacity } of events) {
    const sum = soldOf.get(_id.toString());
    oversold += Math.max(0, (sum?.tickets ?? 0) - capacity);
    bookings += sum?.bookings ?? 0;
  }
  return { oversold, bookings };
}
