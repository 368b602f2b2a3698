import { createCounter } from "./counter.mjs";
import { createFates, STATE } from "./crowd.mjs";
import { createAgenda, createDelay, createQueue } from "./queues.mjs";
import { createRandom } from "./random.mjs";
import { createWriter, POLICIES } from "./writer.mjs";

/**
 * Sells one event to many buyers, in simulated time.
 *
 * Requests go to any of the `fronts`: processes that read one request after the other. Each front writes its own
 * queue, on one counter; or, with `relay`, passes bookings on to the process that owns the event's bucket. A buyer who
 * gets `Retry-After` retries a little later than told, a few times.
 *
 * @param {object} sale
 * @param {{ arrivals: Float64Array, quantities: Uint8Array }} sale.crowd
 * @param {number} sale.capacity tickets
 * @param {{ fronts: number, policy: keyof typeof POLICIES, relay: boolean, buckets: number }} sale.setup
 * @param {{ requestMs: number, relayMs: number, fixedMs: number, eachMs: number, noise: number,
 *   beforeWriting: number }} sale.costs
 * @param {{ hesitationMs: number, maxTries: number }} sale.people
 * @param {number} sale.horizonMs when the simulation ends in any case
 */
export function simulateSale({ crowd, capacity, setup, costs, people, horizonMs, seed }) {
  const { arrivals, quantities } = crowd;
  const random = createRandom(seed);
  const fates = createFates(arrivals.length);
  const tries = new Uint8Array(arrivals.length);
  /** Database events; retries have an agenda of their own. */
  const agenda = createAgenda();
  const returns = createAgenda();
  const readings = createDelay(costs.requestMs, read);
  const relays = createDelay(costs.relayMs, (person, now) => writers[bucketOf(person)].join(person, now));
  const figures = {
    httpRequests: 0,
    deferred: 0,
    refusedFromCache: 0,
    transactions: 0,
    conflicts: 0,
    requestsInTransactions: 0,
    lastSaleAt: 0,
  };

  const counters = Array.from({ length: setup.buckets }, (_, index) =>
    createCounter(Math.floor((capacity + index) / setup.buckets)),
  );
  const owners = setup.relay ? setup.buckets : setup.fronts;
  const open = new Set(counters.keys());
  const writers = Array.from({ length: owners }, (_, index) =>
    createWriter({
      policy: POLICIES[setup.policy],
      counter: counters[setup.relay ? index : 0],
      costs,
      random,
      agenda,
      quantities,
      figures,
      outcomes: {
        served(person, now) {
          answer(person, STATE.served, now);
          figures.lastSaleAt = now;
        },
        short: (person, now) => findOtherBucket(person, index, now),
        busy: retryLater,
        settled(someWereShort, now) {
          if (someWereShort && setup.relay && open.size > 1 && open.has(index)) closeBucket(index, now);
        },
      },
    }),
  );
  const fronts = Array.from({ length: setup.fronts }, createQueue);

  function request(person, now) {
    figures.httpRequests++;
    const front = random.below(setup.fronts);
    fronts[front].push(person);
    if (fronts[front].length === 1) readings.note(front, now);
  }

  /** A front has finished reading its first request. */
  function read(front, now) {
    admit(fronts[front].shift(), front, now);
    if (fronts[front].length > 0) readings.note(front, now);
  }

  function admit(person, front, now) {
    const index = setup.relay ? bucketOf(person) : front;
    const writer = writers[index];
    if (writer.isKnownShort(quantities[person], now) && open.size <= 1) {
      figures.refusedFromCache++;
      return answer(person, STATE.soldOut, now);
    }
    const pause = writer.retryAfterMs();
    if (pause !== undefined) return retryLater(person, now, pause);
    if (setup.relay) relays.note(person, now);
    else writer.join(person, now);
  }

  /** The bucket by a hash of the buyer; the next one when that is closed. */
  function bucketOf(person) {
    const first = (Math.imul(person + 1, 0x9e3779b1) >>> 8) % setup.buckets;
    return open.has(first) ? first : nextOpen(first);
  }

  function nextOpen(index) {
    for (let step = 1; step <= setup.buckets; step++) {
      const next = (index + step) % setup.buckets;
      if (open.has(next)) return next;
    }
    throw new Error("One bucket is always open.");
  }

  function findOtherBucket(person, index, now) {
    if (!setup.relay || (open.size === 1 && open.has(index))) return answer(person, STATE.soldOut, now);
    agenda.note(now + costs.relayMs, (then) => writers[nextOpen(index)].join(person, then));
  }

  /** A bucket with too few tickets for a request passes its rest and its queue to the next one. */
  function closeBucket(index, now) {
    open.delete(index);
    const rest = counters[index].drain() + writers[index].poured;
    writers[index].pour(-writers[index].poured);
    const heir = nextOpen(index);
    writers[heir].pour(rest);
    for (const person of writers[index].drainQueue()) writers[heir].join(person, now);
  }

  function retryLater(person, now, afterMs) {
    figures.deferred++;
    if (++tries[person] >= people.maxTries) return answer(person, STATE.gaveUp, now);
    returns.note(now + afterMs + random.uniform() * people.hesitationMs, person);
  }

  function answer(person, state, now) {
    fates.end(person, state, now);
  }

  let arrived = 0;
  let endedAt = 0;
  while (fates.open > 0) {
    const arrival = arrived < arrivals.length ? arrivals[arrived] : Number.POSITIVE_INFINITY;
    const now = Math.min(agenda.next, returns.next, readings.next, relays.next, arrival);
    if (now > horizonMs) break;
    endedAt = now;
    if (now === agenda.next) agenda.takeNext()(now);
    else if (now === relays.next) relays.happen();
    else if (now === readings.next) readings.happen();
    else if (now === arrival) request(arrived++, now);
    else request(returns.takeNext(), now);
  }
  const inBuckets = counters.reduce((sum, { left }) => sum + left, 0);
  const onTheWay = writers.reduce((sum, { poured }) => sum + poured, 0);
  return { figures, fates, endedAt, ticketsLeft: inBuckets + onTheWay };
}
