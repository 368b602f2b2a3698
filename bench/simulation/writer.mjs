import { createLine } from "./queues.mjs";

/**
 * How requests for one event are written. `desk` is what Foyer does (booking-desk.ts): one line, written group by
 * group, one transaction at a time. `textbook` is one transaction for each request, as many at once as a process
 * runs transactions (database.ts), and no knowledge of what was sold. `waitingRoom` is the desk with a line that has
 * room for everybody: nothing that Foyer does, for comparison.
 */
export const POLICIES = {
  desk: {
    groupSize: 250,
    lanes: 1,
    lineLimit: 10_000,
    patienceMs: 5_000,
    knownForMs: 1_000,
    takesTurns: true,
  },
  waitingRoom: {
    groupSize: 250,
    lanes: 1,
    lineLimit: Number.POSITIVE_INFINITY,
    patienceMs: Number.POSITIVE_INFINITY,
    knownForMs: 1_000,
  },
  textbook: { groupSize: 1, lanes: 8, lineLimit: 5_000, patienceMs: 10_000, knownForMs: 0 },
};

/** How transactions that met a conflict are tried again (database.ts). */
const DEADLINE_MS = 10_000;
const FIRST_BACKOFF_MS = 4;
const LONGEST_BACKOFF_MS = 250;
/** How processes take turns (turns.ts). */
const LONGEST_PAUSE_OF_WHO_ASKS_MS = 30;
const LONGEST_WAY_MS = 250;
const BUSY_AGAIN_MS = 1_000;
/** How much the newest group counts in the estimate of what one takes. */
const NEWEST = 0.3;

/**
 * One process's line for the event, and the transactions it writes it with.
 *
 * @param {object} parts
 * @param {typeof POLICIES.desk} parts.policy
 * @param {ReturnType<import("./counter.mjs").createCounter>} parts.counter
 * @param {{ fixedMs: number, eachMs: number, noise: number, beforeWriting: number }} parts.costs of a transaction:
 *   a part for itself and one for each request in it; which share of it passes before the counter is written
 * @param {{ served: Function, short: Function, busy: Function, settled: Function }} parts.outcomes
 */
export function createWriter({ policy, counter, costs, random, agenda, quantities, figures, outcomes }) {
  const line = createLine();
  const me = {};
  let lanesBusy = 0;
  let pace = 1;
  let known = { left: Number.POSITIVE_INFINITY, since: Number.NEGATIVE_INFINITY };
  /** Tickets of other buckets that the next transaction puts into this one. */
  let poured = 0;

  const lasts = (share, requests, extraMs = 0) =>
    (share * (costs.fixedMs + costs.eachMs * requests) + extraMs) * random.lognormal(costs.noise);

  function startLanes(now) {
    while (lanesBusy < policy.lanes && line.length > 0) {
      lanesBusy++;
      attempt({ group: line.take(policy.groupSize), begunAt: now, tries: 0 }, now);
    }
  }

  function attempt(work, now) {
    figures.transactions++;
    figures.requestsInTransactions += work.group.length;
    work.snapshotAt = now;
    work.pouredIn = poured;
    work.left = counter.left + poured;
    work.othersAsk = policy.takesTurns === true && [...counter.asking].some((other) => other !== me);
    agenda.note(now + lasts(costs.beforeWriting, work.group.length), (then) => write(work, then));
  }

  function write(work, now) {
    let { left } = work;
    const accepted = [];
    const short = [];
    for (const person of work.group) {
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
    // Emptying a bucket into another is a transaction over both.
    const pouring = work.pouredIn > 0 ? costs.fixedMs : 0;
    agenda.note(now + lasts(1 - costs.beforeWriting, accepted.length, pouring), (then) => {
      counter.commit(then);
      end(work, accepted, short, then);
    });
  }

  function tryAgain(work, now) {
    figures.conflicts++;
    const asks = policy.takesTurns && work.tries > 0;
    if (asks) counter.asking.add(me);
    const longest = asks ? LONGEST_PAUSE_OF_WHO_ASKS_MS : LONGEST_BACKOFF_MS;
    const pause = random.uniform() * Math.min(longest, FIRST_BACKOFF_MS * 2 ** work.tries++);
    if (now + pause <= work.begunAt + DEADLINE_MS) {
      agenda.note(now + pause, (then) => attempt(work, then));
      return;
    }
    for (const person of work.group) outcomes.busy(person, now, BUSY_AGAIN_MS);
    goOn(work, now);
  }

  function end(work, accepted, short, now) {
    if (policy.knownForMs > 0) known = { left: counter.left + poured, since: now };
    for (const person of accepted) outcomes.served(person, now);
    for (const person of short) outcomes.short(person, now);
    // Before the next transaction begins: what is decided here may empty the bucket.
    outcomes.settled(short.length > 0, now);
    goOn(work, now);
  }

  function goOn({ begunAt, othersAsk }, now) {
    counter.asking.delete(me);
    pace += NEWEST * (now - begunAt - pace);
    // Who sees that another process asks for a turn lets a group's time pass.
    const pause = othersAsk ? Math.min(pace, LONGEST_WAY_MS) : 0;
    agenda.note(now + pause, (then) => {
      lanesBusy--;
      startLanes(then);
    });
  }

  const wait = () => (Math.ceil(line.length / policy.groupSize) * pace) / policy.lanes;

  return {
    /** Whether there is room in line; if not, after how long one should come again. */
    comeAgainAfter() {
      if (line.length < policy.lineLimit && wait() < policy.patienceMs) return undefined;
      return 1_000 * Math.max(1, Math.ceil(wait() / 1_000));
    },
    /** Whether this process knows that there are too few tickets for somebody. */
    isKnownToLack: (quantity, now) => now - known.since <= policy.knownForMs && known.left < quantity,
    join(person, now) {
      line.push(person);
      startLanes(now);
    },
    pour(quantity) {
      poured += quantity;
    },
    /** Everybody in line. */
    sendAway: () => line.take(line.length),
    /** Tickets that no transaction has put into the bucket yet. */
    get poured() {
      return poured;
    },
    get left() {
      return counter.left + poured;
    },
  };
}
