import type { BookingId, UserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { z } from "zod";
import type { Foyer } from "../foyer.js";

/** What Foyer writes to people about their bookings. */
export const bookingMailTemplate = z.enum([
  "booking_confirmed",
  "booking_cancelled",
  "refund_made",
  "late_payment_returned",
  "offer_made",
  "event_changed",
  "reminder",
]);
export type BookingMailTemplate = z.infer<typeof bookingMailTemplate>;

/** A mail about a booking that is to be sent. */
export interface QueuedMail {
  readonly template: BookingMailTemplate;
  readonly userId: UserId | string;
  readonly bookingId: BookingId | string;
  /** What cannot be read from the booking any more when the mail is sent. */
  readonly details?: Readonly<Record<string, string | number>>;
}

/**
 * Queues mails in the transaction of what they tell of, so that neither is there without the other. They are
 * put into words and sent by the outbox's worker.
 */
export async function queueMails(tx: Transaction, foyer: Foyer, mails: readonly QueuedMail[]): Promise<void> {
  if (mails.length === 0) return;
  const now = foyer.clock.now();
  await tx.outboxMail.createMany({
    data: mails.map(({ template, userId, bookingId, details }) => ({
      template,
      userId,
      bookingId,
      ...(details !== undefined && { details }),
      sendAt: now,
      createdAt: now,
    })),
  });
}

/**
 * Queues one mail to everybody with an active booking for an event, however many there are: the worker turns it
 * into single mails bit by bit.
 */
export async function queueFanOut(
  tx: Transaction,
  foyer: Foyer,
  { eventId, template, details }: Pick<QueuedMail, "template" | "details"> & { readonly eventId: string },
): Promise<void> {
  await tx.mailFanOut.create({
    data: {
      eventId,
      template,
      ...(details !== undefined && { details }),
      createdAt: foyer.clock.now(),
    },
    select: { id: true },
  });
}
