import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { EventId } from "@foyer/contract/ids";
import { kindOfFailure } from "@foyer/db/failure";
import { aFewAtATime } from "../a-few-at-a-time.js";
import { DomainError } from "../domain-error.js";
import type { Clock, Foyer } from "../foyer.js";
import { type BookingOutcome, bookGroup, type Left } from "./book-group.js";
import type { BookingRequest } from "./booking-request.js";
import type { BookingAnswer } from "./booking-view.js";
import { createLines } from "./lines.js";
import { soldOut } from "./open-event.js";
import { takeTurns } from "./turns.js";

/** The most requests written by one transaction: MongoDB advises against changing many more than 1,000 documents. */
const GROUP_SIZE = 250;
/** How many may wait at a desk. */
export interface DeskLimits {
  /** For one event. */
  readonly line: number;
  /** For all of them together. */
  readonly desk: number;
}

// Fewer than the requests a process takes on at all: whoever only looks has to get through.
const DEFAULT_LIMITS: DeskLimits = { line: 5_000, desk: 8_000 };
/** Whoever would have to wait longer than this is refused at once, in milliseconds. */
const PATIENCE_MS = 5_000;
/** For how long what was left of an event is believed: other processes sell and give back too. */
const KNOWN_FOR_MS = 1_000;
/** Events whose sale is known at most; beyond that the oldest are forgotten. */
const KNOWN_EVENTS = 10_000;
/** How many are told what came of their group before others have their turn. */
const TOLD_AT_ONCE = 5;
/** The longest pause for others' sake, in milliseconds. */
const LONGEST_WAY_MS = 250;
/** How much the newest group counts in the estimate of what one takes. */
const NEWEST = 0.3;

/** Somebody in line. */
interface Waiting extends BookingRequest {
  readonly foyer: Foyer;
  readonly resolve: (booking: BookingAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** What a group left of an event, as far as this process knows. */
interface Known {
  readonly left: Left;
  readonly since: number;
}

/** How busy a desk is. */
export interface DeskLoad {
  /** Requests in line, over all events. */
  readonly waiting: number;
  /** Requests of the group that is being written. */
  readonly writing: number;
  /** Events with a line. */
  readonly events: number;
  /** Requests refused because the line was too long. */
  readonly turnedAway: number;
  /** Requests refused without asking the database, because the event was known to be sold out. */
  readonly refusedFromKnowledge: number;
}

/**
 * Where this process takes bookings. Requests for one event stand in one line, in the order of their arrival, and
 * are written group by group, each group while the next one gathers: alone, a request does not wait for others;
 * the more there are, the larger the groups. Every group takes from the lines of all events in turn, as much from
 * each, so that a hot one holds up no other.
 */
export interface BookingDesk {
  /**
   * Stands in line for tickets.
   *
   * @throws DomainError BUSY when the line is too long, and whatever {@link bookGroup} refuses with
   */
  book(foyer: Foyer, request: BookingRequest): Promise<BookingAnswer>;
  /** What was left of an event, when this process knows that it is too little for somebody. */
  refusal(eventId: EventId, ticketQuantity: number): DomainError | undefined;
  /** Forgets what was left of an event: tickets came back, or its line changed. */
  lookAgain(eventId: EventId): void;
  load(): DeskLoad;
}

/** @param clock by which knowledge becomes old */
export function createBookingDesk(clock: Clock, limits: DeskLimits = DEFAULT_LIMITS): BookingDesk {
  const lines = createLines<EventId, Waiting>();
  const known = new Map<EventId, Known>();
  /** Events that changed while a group was written: what it saw of them may be old. */
  const changed = new Set<EventId>();
  const processId = randomUUID();
  let isServing = false;
  let writing = 0;
  let turnedAway = 0;
  let refusedFromKnowledge = 0;
  /** What one group takes, in milliseconds: it grows much less than the group does. */
  let pace = 1;

  function requireRoom(eventId: EventId): void {
    const ahead = lines.length(eventId);
    // A line gets its share of each group, and more when the others are short.
    const groups = Math.ceil(Math.min(ahead * Math.max(1, lines.count()), lines.total()) / GROUP_SIZE);
    const wait = groups * pace;
    if (ahead < limits.line && lines.total() < limits.desk && wait < PATIENCE_MS) return;
    turnedAway++;
    const message = "Too many people are booking right now. Try again in a moment.";
    throw new DomainError("BUSY", message, { retryAfterSeconds: Math.max(1, Math.ceil(wait / 1_000)) });
  }

  async function serve(): Promise<void> {
    if (isServing) return;
    isServing = true;
    try {
      while (lines.total() > 0) await serveNext();
    } finally {
      isServing = false;
    }
  }

  async function serveNext(): Promise<void> {
    // Those who came with another Foyer (another clock, in tests) form a group of their own.
    const group = lines.take(GROUP_SIZE, (one, first) => one.foyer === first.foyer);
    const [first] = group;
    if (first === undefined) return;
    writing = group.length;
    const begun = performance.now();
    const othersAsk = await commit(first.foyer, group);
    pace += NEWEST * (performance.now() - begun - pace);
    writing = 0;
    if (othersAsk) await setTimeout(Math.min(pace, LONGEST_WAY_MS));
  }

  /** @returns whether another process asks for a turn, as far as it was looked at */
  async function commit(foyer: Foyer, group: readonly Waiting[]): Promise<boolean> {
    changed.clear();
    const turns = takeTurns(foyer, processId, [...new Set(group.map(({ input }) => input.eventId))]);
    const { onConflict } = turns;
    try {
      const [{ outcomes, left }, othersAsk] = await foyer.db.transaction(
        (tx) =>
          Promise.all([
            bookGroup(tx, foyer, group),
            // Who has nobody waiting leaves a gap anyway.
            lines.total() > 0 && turns.othersAsk(tx),
            turns.done(tx),
          ]),
        { retryOnUnique: true, onConflict },
      );
      for (const [eventId, ofIt] of left) if (!changed.has(eventId)) learn(eventId, ofIt);
      void tell(group, outcomes);
      return othersAsk;
    } catch (error) {
      const kind = kindOfFailure(error);
      const isEverybodys = kind === "busy" || kind === "conflict" || kind === "unreachable";
      if (group.length === 1 || isEverybodys) {
        for (const { reject } of group) reject(error);
        return false;
      }
      // What nobody foresaw may be one request's doing: the others are not to suffer for it. Halves find it soon.
      const half = Math.ceil(group.length / 2);
      await commit(foyer, group.slice(0, half));
      return commit(foyer, group.slice(half));
    }
  }

  /** Putting hundreds of answers into words at once would also keep the next group from the database. */
  function tell(group: readonly Waiting[], outcomes: readonly BookingOutcome[]): Promise<void> {
    return aFewAtATime(group.entries(), TOLD_AT_ONCE, ([index, { resolve, reject }]) => {
      const outcome = outcomes[index];
      if (outcome?.kind === "booked") resolve(outcome.booking);
      else reject(outcome?.error ?? new Error("Every request has an outcome."));
    });
  }

  function learn(eventId: EventId, left: Left): void {
    known.delete(eventId);
    known.set(eventId, { left, since: clock.now().getTime() });
    if (known.size <= KNOWN_EVENTS) return;
    for (const oldest of known.keys()) {
      known.delete(oldest);
      return;
    }
  }

  return {
    async book(foyer, request) {
      const { eventId } = request.input;
      requireRoom(eventId);
      return new Promise((resolve, reject) => {
        lines.join(eventId, { ...request, foyer, resolve, reject });
        void serve();
      });
    },
    refusal(eventId, ticketQuantity) {
      const found = known.get(eventId);
      if (found === undefined || Math.abs(clock.now().getTime() - found.since) > KNOWN_FOR_MS)
        return undefined;
      const { left } = found;
      if (left.waitingCount === 0 && left.availableTickets >= ticketQuantity) return undefined;
      refusedFromKnowledge++;
      return soldOut(left);
    },
    lookAgain(eventId) {
      changed.add(eventId);
      known.delete(eventId);
    },
    load: () => ({
      waiting: lines.total(),
      writing,
      events: lines.count(),
      turnedAway,
      refusedFromKnowledge,
    }),
  };
}
