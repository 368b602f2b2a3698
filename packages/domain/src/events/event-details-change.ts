import { canonicalZone } from "@foyer/contract/zone-names";
import { z } from "zod";

/** What of an event those who booked it plan by. */
export interface PlannedBy {
  readonly name: string;
  readonly venue: string;
  readonly dateTime: Date;
  readonly timeZone: string;
}

/** What these were before a change; what is missing did not change. The time comes with the zone it was read in. */
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
 * @returns nothing when nobody has to be told
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

/** Whether two names are of one zone, such as `Asia/Calcutta` and `Asia/Kolkata`. */
export function isSameZone(one: string, other: string): boolean {
  return one === other || (canonicalZone(one) ?? one) === (canonicalZone(other) ?? other);
}

/** Whether an event is at another time or place than before a change: by its name alone it is the same. */
export function isElsewhere(event: PlannedBy, { oldVenue, oldDateTime }: EventChange): boolean {
  return (
    (oldVenue !== undefined && oldVenue !== event.venue) ||
    (oldDateTime !== undefined && new Date(oldDateTime).getTime() !== event.dateTime.getTime())
  );
}
