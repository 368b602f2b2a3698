/** Whether an event takes new bookings: open, not cancelled, not begun (domain rules, Event). */
export function acceptsBookings(
  event: { readonly isActive: boolean; readonly cancelledAt: Date | null; readonly dateTime: Date },
  now: Date,
): boolean {
  return event.isActive && event.cancelledAt === null && event.dateTime > now;
}
