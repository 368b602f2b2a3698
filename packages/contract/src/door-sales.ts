const HOUR_MS = 3_600_000;

/**
 * How long after its start an event without an end is sold by those who run it, in hours: longer than any evening, and over
 * before the next one.
 */
const HOURS_WITHOUT_END = 12;

/** Until when those who run an event sell its tickets, at the door or by hand: its end (domain rules, Latecomers). */
export function soldByHandUntil({
  dateTime,
  endsAt,
}: {
  readonly dateTime: Date;
  readonly endsAt: Date | null;
}): Date {
  return endsAt ?? new Date(dateTime.getTime() + HOURS_WITHOUT_END * HOUR_MS);
}
