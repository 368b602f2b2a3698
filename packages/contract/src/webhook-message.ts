import { z } from "zod";
import { bookingWithAttendee } from "./booking.js";
import { eventView } from "./event.js";
import { bookingId, eventId, userId } from "./ids.js";
import { bookingRefundView, paymentView } from "./payment.js";
import { answeredInstant } from "./time.js";
import type { WebhookType } from "./webhook-types.js";

/** Raised when a field is renamed or removed, which is announced; new fields come without notice. */
export const WEBHOOK_VERSION = 1;

const payment = paymentView.omit({ actionUrl: true }).extend({
  bookingId,
  eventId,
  /** The refund that it is about, if a part of the payment is given back while its booking stays. */
  refund: bookingRefundView.pick({ id: true, amount: true, state: true, reason: true }).nullable(),
});

/** One ticket at the door. */
const admission = z.object({
  /** The check-in. */
  id: z.string(),
  bookingId,
  eventId,
  ticketNumber: z.int().min(1),
  ticketQuantity: z.int().min(1),
  /** How many tickets of the booking are checked in now. */
  admittedTickets: z.int().min(0),
  admittedAt: answeredInstant,
  /** Who checked it in. */
  admittedBy: z.string(),
  attendee: z.object({ id: userId, name: z.string(), email: z.string() }),
});

/** What each type carries: the subject as the organizer's own queries answered it at that moment. */
const DATA = {
  "booking.held": bookingWithAttendee,
  "booking.confirmed": bookingWithAttendee,
  "booking.cancelled": bookingWithAttendee,
  "booking.changed": bookingWithAttendee,
  "payment.succeeded": payment,
  "payment.failed": payment,
  "payment.refund_due": payment,
  "payment.refunded": payment,
  "event.updated": eventView,
  "event.cancelled": eventView,
  "event.sold_out": eventView,
  "waitlist.offered": bookingWithAttendee,
  "ticket.admitted": admission,
  "ticket.admission_undone": admission,
} as const satisfies Readonly<Record<WebhookType, z.ZodType>>;

/** What a webhook of a type carries, as it is written. */
export type WebhookData<Type extends WebhookType> = z.input<(typeof DATA)[Type]>;

function message<Type extends WebhookType>(type: Type) {
  return z.object({
    version: z.literal(WEBHOOK_VERSION),
    type: z.literal(type),
    /** When it happened, whenever it is delivered. */
    timestamp: answeredInstant,
    data: DATA[type],
  });
}

/** Sent by the test button, whatever the endpoint asks for. */
const testMessage = z.object({
  version: z.literal(WEBHOOK_VERSION),
  type: z.literal("test"),
  timestamp: answeredInstant,
  data: z.object({
    /** The endpoint. */
    id: z.string(),
  }),
});

/** The body of a webhook, once its signature has been verified. */
export const webhookMessage = z.discriminatedUnion("type", [
  message("booking.held"),
  message("booking.confirmed"),
  message("booking.cancelled"),
  message("booking.changed"),
  message("payment.succeeded"),
  message("payment.failed"),
  message("payment.refund_due"),
  message("payment.refunded"),
  message("event.updated"),
  message("event.cancelled"),
  message("event.sold_out"),
  message("waitlist.offered"),
  message("ticket.admitted"),
  message("ticket.admission_undone"),
  testMessage,
]);
export type WebhookMessage = z.output<typeof webhookMessage>;

type AsJson<Value> = Value extends Date
  ? string
  : Value extends string
    ? Value
    : Value extends readonly (infer Item)[]
      ? AsJson<Item>[]
      : Value extends object
        ? { readonly [Name in keyof Value]: AsJson<Value[Name]> }
        : Value;

/** The same as `JSON.parse` returns it: dates are ISO 8601 texts. */
export type WebhookBody = AsJson<WebhookMessage>;
