import { canonicalZone } from "@foyer/contract/zone-names";
import { z } from "zod";

/** The fields of an event that attendees plan by. */
export interface PlannedBy {
  readonly name: string;
  readonly venue: string;
  readonly dateTime: Date;
  readonly timeZone: string;
}

/** The previous values of changed fields; unchanged ones are missing. The time includes its zone. */
export const eventChange = z.object({
  oldName: z.string().optional(),
  oldVenue: z.string().optional(),
  oldDateTime: z.iso.datetime().optional(),
  oldTimeZone: z.string().optional(),
});
export type EventChange = z.output<typeof eventChange>;

/**
 * The details of an `event_changed` mail, from the event before and after.
 *
 * @returns undefined if no mail is needed
 */
export function changeDetails(before: PlannedBy, after: PlannedBy): Record<string, string> | undefined {
  const isMoved =
    before.dateTime.getTime() !== after.dateTime.getTime() || !isSameZone(before.timeZone, after.timeZone);
  const details = {
    ...(before.name !== after.name && { oldName: before.name }),
    ...(before.venue !== after.venue && { oldVenue: before.venue }),
    ...(isMoved && { oldDateTime: before.dateTime.toISOString(), oldTimeZone: before.timeZone }),
  };
  return Object.keys(details).length === 0 ? undefined : details;
}

/** Whether two names mean the same zone, such as `Asia/Calcutta` and `Asia/Kolkata`. */
export function isSameZone(one: string, other: string): boolean {
  return one === other || (canonicalZone(one) ?? one) === (canonicalZone(other) ?? other);
}

/** Whether a change affected time or place, as opposed to the name only. */
export function isElsewhere(event: PlannedBy, { oldVenue, oldDateTime }: EventChange): boolean {
  return (
    (oldVenue !== undefined && oldVenue !== event.venue) ||
    (oldDateTime !== undefined && new Date(oldDateTime).getTime() !== event.dateTime.getTime())
  );
}
