import { HOUR_MS } from "@foyer/contract/time";
import type { Prisma } from "@foyer/db/models";

/** Until when everybody who had booked by a moment may cancel at least. */
export interface CancellationFloor {
  /** Bookings made up to this moment have it. */
  readonly madeBy: Date;
  readonly until: Date;
}

/** What an event says about cancelling. */
export interface CancellationTerms {
  readonly dateTime: Date;
  readonly cancellationCutoffHours: number;
  /** Of earlier terms that were better, in the order in which they ended; each is earlier than the one before. */
  readonly cancellationFloors: readonly CancellationFloor[];
}

/** The columns of {@link CancellationTerms}. */
export const termsColumns = {
  dateTime: true,
  cancellationCutoffHours: true,
  cancellationFloors: true,
} as const satisfies Prisma.EventSelect;

/** How long everybody who booked may cancel after the mail that an event has another date or place. */
export const REOPENED_MS = 48 * HOUR_MS;

/** More than that are folded into fewer, to the attendees' advantage, so that the list stays short. */
const MOST_FLOORS = 20;

/** Until when a booking that is made now may be cancelled by its attendee. */
export function cutoffOf({
  dateTime,
  cancellationCutoffHours,
}: Pick<CancellationTerms, "dateTime" | "cancellationCutoffHours">): Date {
  return new Date(dateTime.getTime() - cancellationCutoffHours * HOUR_MS);
}

/**
 * Until when an attendee may cancel a booking: the latest of what it was made under, of what has held since, and of
 * what holds now; never past the start (domain rules, Booking).
 */
export function cancellableUntil(
  event: CancellationTerms,
  booking: {
    readonly createdAt: Date;
    /** Null for bookings that were made before this was stored. */
    readonly cancellableUntil: Date | null;
  },
): Date {
  const floors = event.cancellationFloors.filter(({ madeBy }) => booking.createdAt <= madeBy);
  const latest = latestOf([
    cutoffOf(event),
    ...(booking.cancellableUntil === null ? [] : [booking.cancellableUntil]),
    ...floors.map(({ until }) => until),
  ]);
  return earlierOf(latest, event.dateTime);
}

/**
 * The floors of an event that is being changed: what ends by the change goes on for those who have booked, and where
 * the date or the place becomes another one, they may cancel for a while in any case.
 */
export function floorsAfterChange(
  before: CancellationTerms & { readonly venue: string },
  after: Pick<CancellationTerms, "dateTime" | "cancellationCutoffHours"> & { readonly venue: string },
  now: Date,
): CancellationFloor[] {
  const old = cutoffOf(before);
  const isMoved = before.dateTime.getTime() !== after.dateTime.getTime() || before.venue !== after.venue;
  const until = isMoved
    ? latestOf([old, cutoffOf(after), new Date(now.getTime() + REOPENED_MS)])
    : latestOf([old, cutoffOf(after)]);
  if (until <= cutoffOf(after)) return [...before.cancellationFloors];
  // Whoever booked before an earlier change booked before this one too: what is no later than it is not needed.
  const others = before.cancellationFloors.filter((floor) => floor.until > until);
  return folded([...others, { madeBy: now, until }]);
}

/** When a mail that tells of a change of date or place is sent, and until when its reader may cancel at least. */
export function reopenedUntil({ dateTime }: Pick<CancellationTerms, "dateTime">, now: Date): Date {
  return earlierOf(new Date(now.getTime() + REOPENED_MS), dateTime);
}

function folded(floors: readonly CancellationFloor[]): CancellationFloor[] {
  const [first, second, ...rest] = floors;
  if (floors.length <= MOST_FLOORS || first === undefined || second === undefined) return [...floors];
  return [{ madeBy: second.madeBy, until: first.until }, ...rest];
}

export function latestOf(moments: readonly Date[]): Date {
  return new Date(Math.max(...moments.map((moment) => moment.getTime())));
}

function earlierOf(one: Date, other: Date): Date {
  return one < other ? one : other;
}
