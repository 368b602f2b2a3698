import { distribution, round } from "../kit/percentiles.mjs";
import { STATE } from "./crowd.mjs";
import { judgeFairness } from "./fairness.mjs";

/** The figures of a simulated sale. Times are in milliseconds since the first arrival. */
export function reportSale({ crowd, capacity, sale: { figures, fates, ticketsLeft, endedAt }, seed }) {
  const { arrivals, quantities } = crowd;
  const waits = [];
  const counts = { gaveUp: 0, soldOut: 0 };
  let ticketsSold = 0;
  for (const [person, state] of fates.states.entries()) {
    if (state === STATE.gaveUp) counts.gaveUp++;
    if (state === STATE.soldOut) counts.soldOut++;
    if (state !== STATE.served) continue;
    waits.push(fates.endedAt[person] - arrivals[person]);
    ticketsSold += quantities[person];
  }
  const isSoldOut = ticketsLeft === 0;
  const soldFor = (isSoldOut ? figures.lastSaleAt : endedAt) - arrivals[0];
  const fairness = judgeFairness(crowd, fates, capacity, seed);
  return {
    bookings: fates.served,
    ticketsSold,
    oversold: Math.max(0, ticketsSold - capacity),
    /** Tickets neither sold nor left: must be none. */
    unaccounted: capacity - ticketsSold - ticketsLeft,
    perSecond: Math.round((1_000 * fates.served) / soldFor),
    soldOutAfterMs: isSoldOut ? Math.round(soldFor) : null,
    wait: distribution(waits),
    toldSoldOut: counts.soldOut,
    gaveUp: counts.gaveUp,
    unanswered: fates.open,
    httpRequests: figures.httpRequests,
    deferred: figures.deferred,
    /** Refused from the availability cache, without a query. */
    refusedFromCache: figures.refusedFromCache,
    database: {
      transactions: figures.transactions,
      conflicts: figures.conflicts,
      requests: figures.requestsInTransactions,
    },
    fairness: {
      cameTooLate: round4(fairness.cameTooLate),
      overtaken: round4(fairness.overtaken),
    },
  };
}

const round4 = (share) => round(100 * share) / 100;
