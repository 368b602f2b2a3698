import { z } from "zod";

/** The mails about places on waiting lists. */
export const waitlistMailTemplate = z.enum([
  "waitlist_event_cancelled",
  "waitlist_event_changed",
  "waitlist_event_began",
  "waitlist_sales_closed",
  "waitlist_capacity_lowered",
  "waitlist_removed",
]);
export type WaitlistMailTemplate = z.infer<typeof waitlistMailTemplate>;
