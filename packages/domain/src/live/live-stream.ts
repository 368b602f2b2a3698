import type { BookingId, EventId, UserId } from "@foyer/contract/ids";
import { type BookingChange, type LiveUpdate, MAX_ACTIVITY_BOOKINGS } from "@foyer/contract/live";

/** What one stream follows. */
export interface LiveTopics {
  /** Events whose availability is followed. */
  readonly eventIds: readonly EventId[];
  /** The user whose bookings are followed. */
  readonly bookingsOf?: UserId | undefined;
  /** The only one of them that is followed. */
  readonly onlyBooking?: BookingId | undefined;
  /** Leaves out those that were made with the user's address without signing in. */
  readonly withoutGuests?: boolean | undefined;
  /** Events whose activity is followed. */
  readonly activityOf: readonly EventId[];
}

/** Changes that were seen together. */
export interface LiveBatch {
  readonly updates: readonly LiveUpdate[];
  /** Up to when changes are in this batch or an earlier one; a stream can be resumed from there. */
  readonly until: Date;
}

/** The sending end of a stream. */
export interface LiveSink {
  readonly topics: LiveTopics;
  /** Adds changes to what the reader has not taken yet. Of several changes of one subject it gets the last. */
  push(updates: readonly LiveUpdate[], until: Date): void;
  /** Ends the stream for its reader, who may reconnect. */
  end(): void;
  /** Whether it has ended, by its reader or by {@link end}. */
  hasEnded(): boolean;
}

/**
 * A stream and its sending end. A slow reader costs no memory beyond one change for each subject: what it has not taken
 * is replaced by what is newer.
 *
 * @param signal ends the stream
 * @param onEnd called once when it has ended, whoever ended it
 */
export function createLiveStream(
  topics: LiveTopics,
  signal: AbortSignal,
  onEnd: () => void,
): LiveSink & { readonly batches: AsyncGenerator<LiveBatch, void, undefined> } {
  let pending = new Map<string, LiveUpdate>();
  let until = new Date(0);
  let isOver = false;
  let wake = () => {};

  function end(): void {
    if (isOver) return;
    isOver = true;
    signal.removeEventListener("abort", end);
    onEnd();
    wake();
  }

  async function* read(): AsyncGenerator<LiveBatch, void, undefined> {
    try {
      for (;;) {
        while (pending.size === 0 && !isOver) {
          const { promise, resolve } = Promise.withResolvers<void>();
          wake = resolve;
          await promise;
        }
        // Nobody reads any more.
        if (signal.aborted) return;
        // Not a normal end: the client is to reconnect and go on from its last message.
        if (isOver) throw new DOMException("The stream ended.", "AbortError");
        const updates = [...pending.values()];
        pending = new Map();
        yield { updates, until };
      }
    } finally {
      end();
    }
  }

  if (signal.aborted) end();
  else signal.addEventListener("abort", end);
  return {
    topics,
    push(updates, seenUntil) {
      for (const update of updates) {
        const subject = subjectOf(update);
        const merged = merge(pending.get(subject), update);
        // The last change of a subject is in its place among the others.
        pending.delete(subject);
        pending.set(subject, merged);
      }
      until = seenUntil;
      wake();
    },
    end,
    hasEnded: () => isOver,
    batches: read(),
  };
}

function subjectOf(update: LiveUpdate): string {
  switch (update.kind) {
    case "availability":
      return `availability ${update.availability.eventId}`;
    case "booking":
      return `booking ${update.booking.id}`;
    case "activity":
      return `activity ${update.activity.eventId}`;
  }
}

function merge(before: LiveUpdate | undefined, update: LiveUpdate): LiveUpdate {
  if (before?.kind !== "activity" || update.kind !== "activity") return update;
  const { eventId, bookings, isComplete } = update.activity;
  const earlier = before.activity;
  return activityOf(eventId, [...earlier.bookings, ...bookings], isComplete && earlier.isComplete);
}

/** The activity of an event, cut to what fits into a message: the latest change of each booking, in order. */
export function activityOf(
  eventId: EventId,
  changes: readonly BookingChange[],
  isComplete: boolean,
): LiveUpdate {
  const latest = new Map<string, BookingChange>();
  for (const change of changes) {
    latest.delete(change.id);
    latest.set(change.id, change);
  }
  const bookings = [...latest.values()];
  return {
    kind: "activity",
    activity: {
      eventId,
      bookings: bookings.slice(-MAX_ACTIVITY_BOOKINGS),
      isComplete: isComplete && bookings.length <= MAX_ACTIVITY_BOOKINGS,
    },
  };
}
