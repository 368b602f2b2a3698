import { z } from "zod";

/** What Foyer writes to people about their place on a waiting list. */
export const waitlistMailTemplate = z.enum([
  "waitlist_event_cancelled",
  "waitlist_event_changed",
  "waitlist_event_began",
  "waitlist_sales_closed",
  "waitlist_capacity_lowered",
]);
export type WaitlistMailTemplate = z.infer<typeof waitlistMailTemplate>;
