import { z } from "zod";
import { apiKeyView } from "./api-key.js";
import { bookingDetails } from "./booking.js";
import { eventView } from "./event.js";
import { bookingId, eventId } from "./ids.js";
import { securityEventView } from "./security-event.js";
import { ticketNumber } from "./ticket.js";
import { answeredInstant } from "./time.js";
import { deviceView, userView } from "./user.js";
import { waitlistEntryView } from "./waitlist.js";
import { webhookView } from "./webhook.js";

/** Everything that Foyer has about a user, without credentials. A section is a field. */
export const ownData = z.object({
  exportedAt: answeredInstant,
  account: userView,
  /** Signed-in devices, last used first. */
  devices: z.array(deviceView),
  /** All bookings with their payments, newest first. */
  bookings: z.array(bookingDetails),
  /** What was answered to the questions of events, with the question as it is now. */
  answers: z.array(
    z.object({
      bookingId,
      question: z.string(),
      /** Null where it was asked once per booking. */
      ticketNumber: z.int().nullable(),
      values: z.array(z.string()),
    }),
  ),
  /**
   * Tickets of other people's bookings that were passed on to the account's address, latest first, if it is verified: also
   * those that were passed on further since.
   */
  ticketsReceived: z.array(
    z.object({
      eventId,
      eventName: z.string(),
      bookingId,
      ticketNumber,
      /** The name that was given for the ticket. */
      name: z.string(),
      passedOnAt: answeredInstant,
    }),
  ),
  /** All places on waiting lists, those that ended included, newest first. */
  waitlist: z.array(waitlistEntryView),
  /** The events that the user organizes, latest first. */
  events: z.array(eventView),
  /** What the audit log has about the account, newest first. */
  securityEvents: z.array(securityEventView),
  /** API keys that are not revoked, newest first. */
  apiKeys: z.array(apiKeyView),
  /** Webhooks, without their secrets, oldest first. */
  webhooks: z.array(webhookView),
});
export type OwnData = z.output<typeof ownData>;
