/** Whether an event is past: its end, or its start where it has none (domain rules, Event). */
export function isOver(
  { dateTime, endsAt }: { readonly dateTime: Date; readonly endsAt: Date | null },
  now: Date,
): boolean {
  return (endsAt ?? dateTime) <= now;
}
