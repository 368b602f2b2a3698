import { AsyncLocalStorage } from "node:async_hooks";
import type { EventId } from "@foyer/contract/ids";
import type {
  BookingChange,
  EventAvailability,
  LiveUpdate,
  TicketTypeAvailability,
} from "@foyer/contract/live";
import type { ChangeSource } from "@foyer/db/change-source";
import type { Database } from "@foyer/db/database";
import type { Clock } from "../clock.js";
import { DomainError } from "../domain-error.js";
import { createChangeFollower, type FeedState } from "./follow-changes.js";
import {
  activityOf,
  createLiveStream,
  type LiveBatch,
  type LiveSink,
  type LiveTopics,
} from "./live-stream.js";
import {
  type ChangedBooking,
  type Changes,
  READ_COLLECTIONS,
  readChanges,
  type Watched,
} from "./read-changes.js";

/**
 * How often the database is asked at most, in milliseconds, however many streams are open: a little more than once a
 * second, so that a change made by any process is seen within one, also where the database tells of none.
 */
const POLL_MS = 900;

/** How often it is asked while it tells of changes and there are none, in milliseconds: for whatever it left out. */
const QUIET_POLL_MS = 10_000;

/**
 * How far back each poll looks at bookings, in milliseconds: a transaction writes the time of its decision and may
 * commit seconds later, and the clocks of processes differ.
 */
const OVERLAP_MS = 15_000;

/** Open streams of this process, and of one subject. Each also counts as a request in flight. */
const MAX_STREAMS = 5_000;
const MAX_STREAMS_PER_SUBJECT = 100;
const RETRY_AFTER_SECONDS = 30;

/** Who opens a stream, and from when on it wants changes. */
export interface LiveRequest {
  /** For the limit: the user, or the network address of somebody without an account. */
  readonly subject: string;
  readonly topics: LiveTopics;
  /** The `until` of the last batch received before; undefined for changes from now on. */
  readonly since?: Date | undefined;
  readonly signal: AbortSignal;
}

/** Streams of changes, made by any process. */
export interface LiveUpdates {
  /**
   * Opens a stream. It first has the present availability of each event, then every change made after this call
   * resolved, or after `since`. A booking's change may come twice, never less than once.
   *
   * @throws DomainError BUSY, RATE_LIMITED
   */
  open(request: LiveRequest): Promise<AsyncGenerator<LiveBatch, void, undefined>>;
  /** Ends all streams and refuses further ones, for shutdown. Clients reconnect, to another process. */
  close(): void;
  load(): { readonly streams: number };
  /** Whether the database tells of changes now, so that it is not asked while there are none. */
  isToldOfChanges(): boolean;
}

interface LiveUpdatesParts {
  readonly db: Pick<Database, "prisma">;
  readonly clock: Clock;
  /** Tells when the database changed; without it the database is asked at intervals. */
  readonly changes?: Pick<ChangeSource, "follow">;
  /** Called when that fails, and when it works again. */
  readonly onFeed?: (state: FeedState) => void;
  /** Called when a watched event was found changed, perhaps by another process, before streams are told. */
  readonly onEventChange?: (eventId: EventId) => void;
}

interface Joining {
  readonly sink: LiveSink;
  readonly since: Date | undefined;
  readonly joined: PromiseWithResolvers<void>;
}

/**
 * The one publisher of a process. While streams are open it asks the database one question, for all of them together,
 * and tells each stream what is new in its topics. It asks when the database says that something changed, with a pause
 * between two questions; where the database says nothing, it asks at intervals. New streams are added by a question of
 * their own, so that they miss nothing; questions never overlap, so no older state follows a newer one.
 *
 * That something changed is all it takes from the database's change stream: what is told comes from the questions, so
 * nothing depends on the stream but how soon they are asked (decision 0061).
 */
export function createLiveUpdates(
  { db, clock, changes: source, onFeed = () => {}, onEventChange = () => {} }: LiveUpdatesParts,
  pollMs = POLL_MS,
  quietPollMs = QUIET_POLL_MS,
): LiveUpdates {
  const sinks = new Set<LiveSink>();
  const perSubject = new Map<string, number>();
  /** What the streams were last told of each event. */
  const known = new Map<string, EventAvailability>();
  /** The changes of the last seconds that streams were told: the booking's time of change by its id. */
  const told = new Map<string, number>();
  const joining: Joining[] = [];
  // The polling outlives the request that it begins with, and is no part of its trace.
  const apart = AsyncLocalStorage.snapshot();
  let isRunning = false;
  let isClosed = false;
  let skipPause = () => {};
  /** Whether something may have changed since the last question was sent. */
  let mayHaveNews = false;
  /** When the last question was sent. */
  let asked = 0;
  const follower =
    source &&
    createChangeFollower({
      source,
      collections: READ_COLLECTIONS,
      onState: onFeed,
      onChange() {
        mayHaveNews = true;
        skipPause();
      },
    });

  async function run(): Promise<void> {
    asked = performance.now();
    follower?.start();
    while (sinks.size > 0 || joining.length > 0) {
      if (joining.length === 0) await pauseUntil(nextQuestion());
      if (joining.length > 0) await admit(joining.splice(0));
      if (performance.now() < nextQuestion()) continue;
      asked = performance.now();
      mayHaveNews = false;
      const at = clock.now();
      // While the database is away there is nothing to tell; the next question looks far enough back.
      const changes = await look(sinks, lookBack(at)).catch(() => undefined);
      if (changes === undefined) {
        mayHaveNews = true;
        continue;
      }
      lastLook = at;
      publish(changes, at, sinks);
      forget(at);
    }
    follower?.stop();
    isRunning = false;
    known.clear();
    told.clear();
  }

  function nextQuestion(): number {
    const isQuiet = follower?.isFollowing() === true && !mayHaveNews;
    return asked + (isQuiet ? quietPollMs : pollMs);
  }

  /** When the database last answered; set when the first stream opens. */
  let lastLook = new Date(0);
  /** From when on bookings are read: further back when the last question was long ago, or failed. */
  function lookBack(at: Date): Date {
    return new Date(Math.min(at.getTime(), lastLook.getTime()) - OVERLAP_MS);
  }

  function pauseUntil(time: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, Math.max(0, time - performance.now()));
    timer.unref();
    skipPause = () => {
      clearTimeout(timer);
      resolve();
    };
    return promise;
  }

  function look(all: Iterable<LiveSink>, since: Date): Promise<Changes> {
    return readChanges(db.prisma, watchedBy(all), since);
  }

  /** Adds streams: reads the present state of their topics, which later changes are compared with. */
  async function admit(joiners: readonly Joining[]): Promise<void> {
    const at = clock.now();
    const earliest = Math.min(at.getTime(), ...joiners.map(({ since }) => since?.getTime() ?? at.getTime()));
    try {
      const newSinks = joiners.map(({ sink }) => sink);
      const changes = await look(newSinks, new Date(earliest - OVERLAP_MS));
      for (const { sink, since } of joiners) greet(sink, since, changes, at);
      // Others with the same topics may not have been told yet.
      publish(changes, at, sinks);
      for (const { sink, joined } of joiners) {
        // It may have ended meanwhile, and would be asked for as long as the process runs.
        if (!sink.hasEnded()) sinks.add(sink);
        joined.resolve();
      }
    } catch (error) {
      for (const { sink, joined } of joiners) {
        sink.end();
        joined.reject(error);
      }
    }
  }

  /** Tells a new stream where its events stand, and what it missed since it was last connected. */
  function greet(sink: LiveSink, since: Date | undefined, changes: Changes, at: Date): void {
    const missedFrom = since === undefined ? Number.POSITIVE_INFINITY : since.getTime() - OVERLAP_MS;
    const missed = changes.bookings.filter(({ updatedAt }) => updatedAt.getTime() > missedFrom);
    const isActivityComplete = changes.isActivityComplete || since === undefined;
    tell([sink], { ...changes, bookings: missed, isActivityComplete }, at);
  }

  /** Tells streams what they were not told before. */
  function publish(changes: Changes, at: Date, all: Iterable<LiveSink>): void {
    const news: Changes = {
      ...changes,
      availability: changes.availability.filter((now) => !isSame(known.get(now.eventId), now)),
      bookings: changes.bookings.filter(
        ({ id, updatedAt }) =>
          updatedAt.getTime() > at.getTime() - 2 * OVERLAP_MS && told.get(id) !== updatedAt.getTime(),
      ),
    };
    for (const now of news.availability) {
      known.set(now.eventId, now);
      onEventChange(now.eventId);
    }
    for (const { id, updatedAt } of news.bookings) told.set(id, updatedAt.getTime());
    tell(all, news, at);
  }

  function forget(at: Date): void {
    for (const [id, changedAt] of told) if (changedAt < at.getTime() - 4 * OVERLAP_MS) told.delete(id);
  }

  function count(subject: string, difference: 1 | -1): void {
    const now = (perSubject.get(subject) ?? 0) + difference;
    if (now === 0) perSubject.delete(subject);
    else perSubject.set(subject, now);
  }

  return {
    async open({ subject, topics, since, signal }) {
      if (isClosed || sinks.size + joining.length >= MAX_STREAMS) {
        throw new DomainError("BUSY", "Too many live connections are open. Try again in a moment.", {
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        });
      }
      if ((perSubject.get(subject) ?? 0) >= MAX_STREAMS_PER_SUBJECT) {
        throw new DomainError("RATE_LIMITED", "You have too many live connections open. Close some.", {
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        });
      }
      count(subject, 1);
      const sink = createLiveStream(topics, signal, () => {
        count(subject, -1);
        sinks.delete(sink);
        // Nobody is left to ask for.
        if (sinks.size === 0) skipPause();
      });
      const joined = Promise.withResolvers<void>();
      joining.push({ sink, since, joined });
      if (isRunning) skipPause();
      else {
        isRunning = true;
        lastLook = clock.now();
        void apart(run);
      }
      await joined.promise;
      return sink.batches;
    },
    close() {
      isClosed = true;
      for (const sink of [...sinks, ...joining.map(({ sink: joiner }) => joiner)]) sink.end();
      skipPause();
    },
    load: () => ({ streams: sinks.size + joining.length }),
    isToldOfChanges: () => follower?.isFollowing() === true,
  };
}

function watchedBy(sinks: Iterable<LiveSink>): Watched {
  const all = Array.from(sinks, ({ topics }) => topics);
  return {
    eventIds: [...new Set(all.flatMap(({ eventIds }) => eventIds))],
    userIds: [...new Set(all.flatMap(({ bookingsOf }) => bookingsOf ?? []))],
    activityOf: [...new Set(all.flatMap(({ activityOf: events }) => events))],
  };
}

/** Sends each stream what belongs to its topics. */
function tell(sinks: Iterable<LiveSink>, changes: Changes, at: Date): void {
  const availability = new Map(changes.availability.map((now) => [now.eventId, now]));
  const byUser = Map.groupBy(changes.bookings, ({ userId }) => userId);
  const byEvent = Map.groupBy(changes.bookings, ({ eventId }) => eventId);
  for (const sink of sinks) {
    const { eventIds, bookingsOf, onlyBooking, withoutGuests = false, activityOf: events } = sink.topics;
    const updates: LiveUpdate[] = [];
    for (const eventId of eventIds) {
      const now = availability.get(eventId);
      if (now !== undefined) updates.push({ kind: "availability", availability: now });
    }
    const ofUser = bookingsOf === undefined ? [] : (byUser.get(bookingsOf) ?? []);
    const own = ofUser.filter(
      ({ id, isGuests }) => (onlyBooking === undefined || id === onlyBooking) && !(withoutGuests && isGuests),
    );
    for (const booking of inOrder(own)) updates.push({ kind: "booking", booking });
    for (const eventId of events) {
      const theirs = byEvent.get(eventId) ?? [];
      if (theirs.length === 0 && changes.isActivityComplete) continue;
      updates.push(activityOf(eventId, inOrder(theirs), changes.isActivityComplete));
    }
    if (updates.length > 0) sink.push(updates, at);
  }
}

function inOrder(bookings: readonly ChangedBooking[]): BookingChange[] {
  return bookings
    .map(({ userId: _user, isGuests: _guests, ...booking }) => booking)
    .sort((a, b) => a.updatedAt.getTime() - b.updatedAt.getTime());
}

function isSame(a: EventAvailability | undefined, b: EventAvailability): boolean {
  return (
    a !== undefined &&
    a.capacity === b.capacity &&
    a.availableTickets === b.availableTickets &&
    a.waitingCount === b.waitingCount &&
    a.isActive === b.isActive &&
    a.cancelledAt?.getTime() === b.cancelledAt?.getTime() &&
    a.editedAt?.getTime() === b.editedAt?.getTime() &&
    a.price === b.price &&
    areSameTypes(a.ticketTypes ?? [], b.ticketTypes ?? [])
  );
}

function areSameTypes(
  before: readonly TicketTypeAvailability[],
  after: readonly TicketTypeAvailability[],
): boolean {
  return (
    before.length === after.length &&
    before.every(({ id, available, waitingCount }, index) => {
      const now = after[index];
      return now?.id === id && now.available === available && now.waitingCount === waitingCount;
    })
  );
}
