import type { BookingId, UserId } from "@foyer/contract/ids";
import { DAY_MS } from "@foyer/contract/time";
import type { Transaction } from "@foyer/db/database";
import { insertMany, newObjectId } from "@foyer/db/raw-commands";
import { z } from "zod";
import type { AppContext } from "../context.js";
import type { WaitlistMailTemplate } from "./waitlist-mail-template.js";
import type { WebhookMailTemplate } from "./webhook-mail-template.js";

/** The mails to whom a ticket was passed on to, about this ticket alone. */
export const holderMailTemplate = z.enum([
  "ticket_passed_on",
  "holder_event_changed",
  "holder_reminder",
  "ticket_void",
]);
export type HolderMailTemplate = z.infer<typeof holderMailTemplate>;

/** The mails about bookings. */
export const bookingMailTemplate = z.enum([
  "booking_confirmed",
  "guest_proof",
  "booking_exists",
  "booking_cancelled",
  "booking_changed",
  "refund_made",
  "late_payment_returned",
  "offer_made",
  "event_changed",
  "reminder",
  ...holderMailTemplate.options,
]);
export type BookingMailTemplate = z.infer<typeof bookingMailTemplate>;

/** How long sent and dropped mails are kept. */
export const MAILS_KEPT_MS = 30 * DAY_MS;

/** Facts that can no longer be read when the mail is composed. */
export type MailDetails = Readonly<Record<string, string | number>>;

/** A mail to be sent, about a booking, a place on a waiting list or a webhook. */
export type QueuedMail = {
  readonly userId: UserId | string;
  readonly details?: MailDetails;
} & (
  | { readonly template: BookingMailTemplate; readonly bookingId: BookingId | string }
  | { readonly template: WaitlistMailTemplate; readonly waitlistEntryId: string }
  | { readonly template: WebhookMailTemplate; readonly webhookId: string }
);

/**
 * Queues mails in the transaction of the change they report, so that neither exists without the other. A job
 * composes and sends them.
 */
export async function queueMails(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  mails: readonly QueuedMail[],
): Promise<void> {
  if (mails.length === 0) return;
  const now = context.clock.now();
  await tx.outboxMail.createMany({
    data: mails.map((mail) => ({ ...mail, sendAt: now, createdAt: now })),
  });
}

/**
 * Queues a mail to everyone with an active booking for an event, or on its waiting list. A job expands it into
 * single mails in batches.
 */
export async function queueFanOut(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  {
    eventId,
    template,
    details,
  }: {
    readonly eventId: string;
    readonly template: BookingMailTemplate | WaitlistMailTemplate;
    readonly details?: MailDetails;
  },
): Promise<void> {
  await tx.mailFanOut.create({
    data: {
      eventId,
      template,
      ...(details !== undefined && { details }),
      createdAt: context.clock.now(),
    },
    select: { id: true },
  });
}

/** Up to this number, mails are queued one by one, which sends them a moment sooner. */
const FEW = 5;

/**
 * Queues a mail about each booking of a batch, in its transaction. For many bookings it writes one document,
 * which a job expands into single mails.
 */
export async function queueMailsAbout(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  template: BookingMailTemplate,
  bookings: readonly { readonly id: BookingId | string; readonly userId: string }[],
): Promise<void> {
  if (bookings.length < FEW) {
    const mails = bookings.map(({ id, userId }) => ({ template, userId, bookingId: id }));
    return queueMails(tx, context, mails);
  }
  const bookingIds = bookings.map(({ id }) => id);
  await insertMany(tx, "MailBundle", [
    { id: newObjectId(context.clock.now()), template, bookingIds, createdAt: context.clock.now() },
  ]);
}
