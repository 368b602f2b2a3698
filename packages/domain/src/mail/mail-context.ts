import type { Prisma } from "@foyer/db/models";
import type { Foyer } from "../foyer.js";
import { provideTicketKey, ticketCodes } from "../tickets/ticket-code.js";
import type { MailBlock, MailedTicket } from "./mail-document.js";

const columns = {
  id: true,
  eventId: true,
  ticketQuantity: true,
  totalAmount: true,
  currency: true,
  status: true,
  paymentStatus: true,
  cancellationReason: true,
  cancelledBy: true,
  holdExpiresAt: true,
  event: {
    select: {
      name: true,
      venue: true,
      dateTime: true,
      timeZone: true,
      calendarVersion: true,
      cancelledAt: true,
      cancellationReason: true,
      cancellationCutoffHours: true,
      organizer: { select: { name: true } },
    },
  },
  payments: {
    select: {
      id: true,
      amount: true,
      currency: true,
      provider: true,
      method: true,
      state: true,
      isLate: true,
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  },
} as const satisfies Prisma.BookingSelect;

type BookingRow = Prisma.BookingGetPayload<{ select: typeof columns }>;

/** A payment as mails tell of it. */
export type MailedPayment = BookingRow["payments"][number];

/** What a template puts into words: how things stand when the mail is sent. */
export interface MailContext {
  readonly booking: Omit<BookingRow, "event" | "payments">;
  readonly event: BookingRow["event"];
  /** The newest first. */
  readonly payments: readonly MailedPayment[];
  readonly attendee: { readonly name: string; readonly email: string };
  /** Only of a booking that is confirmed. */
  readonly tickets: readonly MailedTicket[];
  /** What was noted when the mail was queued. */
  readonly details: unknown;
  readonly queuedAt: Date;
  readonly now: Date;
  readonly publicUrl: string;
}

/** What a template makes of it. */
export interface BookingMail {
  readonly subject: string;
  readonly blocks: readonly MailBlock[];
  /** Whether the attendee's calendar has to learn of it. */
  readonly hasCalendar: boolean;
}

/** Puts a mail into words; nothing when what it was to tell is no longer so, or of no use to anybody by now. */
export type Template = (context: MailContext) => BookingMail | undefined;

/** Reads what a mail is about; nothing when it is not there any more. */
export async function readMailContext(
  foyer: Foyer,
  mail: {
    readonly userId: string;
    readonly bookingId: string;
    readonly details: unknown;
    readonly createdAt: Date;
  },
): Promise<MailContext | undefined> {
  const { prisma } = foyer.db;
  const [found, attendee] = await Promise.all([
    prisma.booking.findUnique({ where: { id: mail.bookingId }, select: columns }),
    prisma.user.findUnique({ where: { id: mail.userId }, select: { name: true, email: true } }),
  ]);
  if (found === null || attendee === null) return undefined;
  const { event, payments, ...booking } = found;
  const tickets =
    booking.status === "confirmed"
      ? ticketCodes(await provideTicketKey(foyer, booking.eventId), booking)
      : [];
  const { publicUrl } = foyer;
  return {
    booking,
    event,
    payments,
    attendee,
    tickets,
    details: mail.details,
    queuedAt: mail.createdAt,
    now: foyer.clock.now(),
    publicUrl,
  };
}
