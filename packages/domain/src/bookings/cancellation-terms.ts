import { HOUR_MS } from "@foyer/contract/time";
import type { Prisma } from "@foyer/db/models";

/** Bookings made by `madeBy` may be cancelled at least until `until` (domain rules, Cancellation terms). */
export interface CancellationFloor {
  /** The latest booking date it applies to. */
  readonly madeBy: Date;
  readonly until: Date;
}

/** An event's cancellation terms. */
export interface CancellationTerms {
  readonly dateTime: Date;
  readonly cancellationCutoffHours: number;
  /**
   * Floors from earlier, better terms, in the order in which those ended; each one is earlier than the one
   * before.
   */
  readonly cancellationFloors: readonly CancellationFloor[];
}

/** The columns of {@link CancellationTerms}. */
export const termsColumns = {
  dateTime: true,
  cancellationCutoffHours: true,
  cancellationFloors: true,
} as const satisfies Prisma.EventSelect;

/** How long everyone with a booking may cancel after the mail about another date or place. */
export const REOPENED_MS = 48 * HOUR_MS;

/** Beyond this number floors are merged, to the attendees' advantage, which bounds the list. */
const MOST_FLOORS = 20;

/** Until when a booking made now may be cancelled by its attendee. */
export function cutoffOf({
  dateTime,
  cancellationCutoffHours,
}: Pick<CancellationTerms, "dateTime" | "cancellationCutoffHours">): Date {
  return new Date(dateTime.getTime() - cancellationCutoffHours * HOUR_MS);
}

/**
 * Until when an attendee may cancel a booking: the latest of its own terms, the event's floors and the event's
 * current terms; never after the start (domain rules, Cancellation terms).
 */
export function cancellableUntil(
  event: CancellationTerms,
  booking: {
    readonly createdAt: Date;
    /** Null for bookings made before it was stored. */
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
 * The floors of an event that is being changed: terms that end with the change continue for existing bookings,
 * and a new date or place extends their cancellation period.
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
  // Bookings made before an earlier change are covered by the new floor too, so earlier floors that end no later
  // are dropped.
  const others = before.cancellationFloors.filter((floor) => floor.until > until);
  return folded([...others, { madeBy: now, until }]);
}

/** Until when attendees may cancel at least after a mail about another date or place, sent at `now`. */
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
