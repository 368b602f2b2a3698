import type { WebhookType } from "@foyer/contract/webhook-types";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { bookingWithAttendeeColumns, toBookingWithAttendee } from "../bookings/booking.js";
import { attendeeOf } from "../bookings/guest-booking.js";
import { eventColumns, toEventView } from "../events/find-event.js";
import type { AddressedMessage } from "./webhook-rows.js";

type Family<Name extends string> = Extract<WebhookType, `${Name}.${string}`>;
type OfBooking = Family<"booking"> | Family<"waitlist">;

/** A change of an event, or of something that belongs to it, as far as the workflow that made it knows. */
export type WebhookNews =
  | { readonly type: OfBooking; readonly bookingId: string }
  /** With the refund, if a part of the payment is meant. */
  | { readonly type: Family<"payment">; readonly paymentId: string; readonly refundId?: string }
  | { readonly type: Family<"ticket">; readonly checkInId: string }
  | { readonly type: "event.updated" | "event.cancelled" }
  /** After tickets were taken: told only if none is left. */
  | { readonly type: "event.sold_out" };

const attendeeColumns = { select: { id: true, name: true, email: true } } as const;

const columnsOfPayment = {
  id: true,
  bookingId: true,
  eventId: true,
  amount: true,
  currency: true,
  method: true,
  state: true,
  isLate: true,
  refundedAt: true,
  refundedAmount: true,
  createdAt: true,
} as const satisfies Prisma.PaymentSelect;

const columnsOfCheckIn = {
  id: true,
  bookingId: true,
  eventId: true,
  ticketNumber: true,
  admittedAt: true,
  admittedBy: { select: { name: true } },
  booking: { select: { ticketQuantity: true, admittedTickets: true, guest: true, user: attendeeColumns } },
} as const satisfies Prisma.CheckInSelect;

/**
 * Reads what is to be told, in the transaction that changed it and after the change. Attendees' names and addresses are
 * told as the organizer's list shows them; nothing that only the attendee may see.
 *
 * @returns the messages in the order of the news; those that turn out not to be so are left out
 */
export async function readMessages(
  tx: Transaction,
  eventId: string,
  news: readonly WebhookNews[],
): Promise<AddressedMessage[]> {
  const bookings = await readById(idsIn(news, "bookingId"), (id) =>
    tx.booking.findMany({ where: { id }, select: bookingWithAttendeeColumns }),
  );
  const payments = await readById(idsIn(news, "paymentId"), (id) =>
    tx.payment.findMany({ where: { id }, select: columnsOfPayment }),
  );
  const refunds = await readById(idsIn(news, "refundId"), (id) =>
    tx.refund.findMany({ where: { id }, select: { id: true, amount: true, state: true, reason: true } }),
  );
  const checkIns = await readById(idsIn(news, "checkInId"), (id) =>
    tx.checkIn.findMany({ where: { id }, select: columnsOfCheckIn }),
  );
  const isEventAsked = news.some(({ type }) => type.startsWith("event."));
  const event = isEventAsked
    ? toEventView(await tx.event.findUniqueOrThrow({ where: { id: eventId }, select: eventColumns }))
    : undefined;

  function messageOf(one: WebhookNews): AddressedMessage | undefined {
    switch (one.type) {
      case "booking.held":
      case "booking.confirmed":
      case "booking.cancelled":
      case "booking.changed":
      case "waitlist.offered": {
        const row = bookings.get(one.bookingId);
        if (row === undefined) return undefined;
        const data = toBookingWithAttendee(row);
        return { message: { type: one.type, data }, eventId, bookingId: row.id };
      }
      case "payment.succeeded":
      case "payment.failed":
      case "payment.refund_due":
      case "payment.refunded": {
        const payment = payments.get(one.paymentId);
        if (payment === undefined) return undefined;
        const data = { ...payment, refund: refunds.get(one.refundId ?? "") ?? null };
        return { message: { type: one.type, data }, eventId, bookingId: data.bookingId };
      }
      case "ticket.admitted":
      case "ticket.admission_undone": {
        const row = checkIns.get(one.checkInId);
        if (row === undefined) return undefined;
        const { booking, admittedBy, ...checkIn } = row;
        const { user, guest, ...tickets } = booking;
        const attendee = attendeeOf({ user, guest });
        const data = { ...checkIn, ...tickets, admittedBy: admittedBy.name, attendee };
        return { message: { type: one.type, data }, eventId, bookingId: row.bookingId };
      }
      case "event.updated":
      case "event.cancelled":
      case "event.sold_out":
        if (one.type === "event.sold_out" && event?.availableTickets !== 0) return undefined;
        return event && { message: { type: one.type, data: event }, eventId, bookingId: null };
    }
  }

  return news.flatMap((one) => messageOf(one) ?? []);
}

type IdField = "bookingId" | "paymentId" | "refundId" | "checkInId";

function idsIn(news: readonly WebhookNews[], field: IdField): string[] {
  const ids = news.flatMap((one): string[] => {
    if (field === "bookingId" && "bookingId" in one) return [one.bookingId];
    if (field === "paymentId" && "paymentId" in one) return [one.paymentId];
    if (field === "refundId" && "refundId" in one) return one.refundId === undefined ? [] : [one.refundId];
    if (field === "checkInId" && "checkInId" in one) return [one.checkInId];
    return [];
  });
  return [...new Set(ids)];
}

async function readById<Row extends { readonly id: string }>(
  ids: string[],
  read: (id: { in: string[] }) => Promise<Row[]>,
): Promise<ReadonlyMap<string, Row>> {
  if (ids.length === 0) return new Map();
  return new Map((await read({ in: ids })).map((row) => [row.id, row]));
}
