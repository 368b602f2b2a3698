/** What attendees have to hear of when it changes. */
export interface ToldFacts {
  readonly name: string;
  readonly venue: string;
  readonly dateTime: Date;
}

/**
 * What an `event_changed` mail has to say beside what is true now: the facts that were another before. Nothing when
 * none of them changed.
 */
export function changeDetails(before: ToldFacts, after: ToldFacts): Record<string, string> | undefined {
  const details = {
    ...(before.name !== after.name && { oldName: before.name }),
    ...(before.venue !== after.venue && { oldVenue: before.venue }),
    ...(before.dateTime.getTime() !== after.dateTime.getTime() && {
      oldDateTime: before.dateTime.toISOString(),
    }),
  };
  return Object.keys(details).length === 0 ? undefined : details;
}
