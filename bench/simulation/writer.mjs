import { createQueue } from "./queues.mjs";

/**
 * How requests for one event are written. `queue` is what Foyer's booking queue does: group commit, one transaction at a
 * time. `textbook` is one transaction per request, up to a process's limit of concurrent transactions, without an
 * availability cache. `waitingRoom` is the booking queue without a limit on its length: for comparison only.
 */
export const POLICIES = {
  queue: {
    batchSize: 250,
    concurrency: 1,
    queueLimit: 10_000,
    maxWaitMs: 5_000,
    cachedForMs: 1_000,
    usesLeases: true,
  },
  waitingRoom: {
    batchSize: 250,
    concurrency: 1,
    queueLimit: Number.POSITIVE_INFINITY,
    maxWaitMs: Number.POSITIVE_INFINITY,
    cachedForMs: 1_000,
  },
  textbook: { batchSize: 1, concurrency: 8, queueLimit: 5_000, maxWaitMs: 10_000, cachedForMs: 0 },
};

/** Retry of transactions that met a conflict, as the db package does it. */
const DEADLINE_MS = 10_000;
const FIRST_BACKOFF_MS = 4;
const LONGEST_BACKOFF_MS = 250;
/** Write leases between processes, as the booking queue does them. */
const LONGEST_LEASE_BACKOFF_MS = 30;
const LONGEST_PAUSE_MS = 250;
const BUSY_AGAIN_MS = 1_000;
/** Weight of the newest batch in the moving average of batch times. */
const NEWEST = 0.3;

/**
 * One process's queue for the event, and the transactions that write it.
 *
 * @param {object} parts
 * @param {typeof POLICIES.queue} parts.policy
 * @param {ReturnType<import("./counter.mjs").createCounter>} parts.counter
 * @param {{ fixedMs: number, eachMs: number, noise: number, beforeWriting: number }} parts.costs of a transaction:
 *   a part for itself and one for each request in it; which share of it passes before the counter is written
 * @param {{ served: Function, short: Function, busy: Function, settled: Function }} parts.outcomes
 */
export function createWriter({ policy, counter, costs, random, agenda, quantities, figures, outcomes }) {
  const queue = createQueue();
  const me = {};
  let running = 0;
  let pace = 1;
  let cached = { left: Number.POSITIVE_INFINITY, since: Number.NEGATIVE_INFINITY };
  /** Tickets of other buckets that the next transaction moves into this one. */
  let poured = 0;

  const lasts = (share, requests, extraMs = 0) =>
    (share * (costs.fixedMs + costs.eachMs * requests) + extraMs) * random.lognormal(costs.noise);

  function startTransactions(now) {
    while (running < policy.concurrency && queue.length > 0) {
      running++;
      attempt({ batch: queue.take(policy.batchSize), begunAt: now, tries: 0 }, now);
    }
  }

  function attempt(work, now) {
    figures.transactions++;
    figures.requestsInTransactions += work.batch.length;
    work.snapshotAt = now;
    work.pouredIn = poured;
    work.left = counter.left + poured;
    work.isLeaseRequested =
      policy.usesLeases === true && [...counter.leaseRequests].some((other) => other !== me);
    agenda.note(now + lasts(costs.beforeWriting, work.batch.length), (then) => write(work, then));
  }

  function write(work, now) {
    let { left } = work;
    const accepted = [];
    const short = [];
    for (const person of work.batch) {
      if (quantities[person] > left) short.push(person);
      else {
        left -= quantities[person];
        accepted.push(person);
      }
    }
    if (accepted.length === 0 && work.pouredIn === 0) return end(work, [], short, now);
    if (!counter.isFree(work.snapshotAt)) return tryAgain(work, now);
    poured -= work.pouredIn;
    counter.pour(work.pouredIn);
    counter.hold(work.left - left);
    // Moving tickets between buckets is a transaction over both.
    const pouring = work.pouredIn > 0 ? costs.fixedMs : 0;
    agenda.note(now + lasts(1 - costs.beforeWriting, accepted.length, pouring), (then) => {
      counter.commit(then);
      end(work, accepted, short, then);
    });
  }

  function tryAgain(work, now) {
    figures.conflicts++;
    const requestsLease = policy.usesLeases && work.tries > 0;
    if (requestsLease) counter.leaseRequests.add(me);
    const longest = requestsLease ? LONGEST_LEASE_BACKOFF_MS : LONGEST_BACKOFF_MS;
    const pause = random.uniform() * Math.min(longest, FIRST_BACKOFF_MS * 2 ** work.tries++);
    if (now + pause <= work.begunAt + DEADLINE_MS) {
      agenda.note(now + pause, (then) => attempt(work, then));
      return;
    }
    for (const person of work.batch) outcomes.busy(person, now, BUSY_AGAIN_MS);
    goOn(work, now);
  }

  function end(work, accepted, short, now) {
    if (policy.cachedForMs > 0) cached = { left: counter.left + poured, since: now };
    for (const person of accepted) outcomes.served(person, now);
    for (const person of short) outcomes.short(person, now);
    // Before the next transaction begins, because this may close the bucket.
    outcomes.settled(short.length > 0, now);
    goOn(work, now);
  }

  function goOn({ begunAt, isLeaseRequested }, now) {
    counter.leaseRequests.delete(me);
    pace += NEWEST * (now - begunAt - pace);
    // While another process requests the lease, this one pauses for the time of a batch.
    const pause = isLeaseRequested ? Math.min(pace, LONGEST_PAUSE_MS) : 0;
    agenda.note(now + pause, (then) => {
      running--;
      startTransactions(then);
    });
  }

  const wait = () => (Math.ceil(queue.length / policy.batchSize) * pace) / policy.concurrency;

  return {
    /** Undefined when the queue has room; otherwise `Retry-After`, in milliseconds. */
    retryAfterMs() {
      if (queue.length < policy.queueLimit && wait() < policy.maxWaitMs) return undefined;
      return 1_000 * Math.max(1, Math.ceil(wait() / 1_000));
    },
    /** Whether the availability cache says that there are too few tickets. */
    isKnownShort: (quantity, now) => now - cached.since <= policy.cachedForMs && cached.left < quantity,
    join(person, now) {
      queue.push(person);
      startTransactions(now);
    },
    pour(quantity) {
      poured += quantity;
    },
    /** Empties the queue. */
    drainQueue: () => queue.take(queue.length),
    /** Tickets not yet moved into the bucket by a transaction. */
    get poured() {
      return poured;
    },
    get left() {
      return counter.left + poured;
    },
  };
}
