import type { Prisma } from "@foyer/db/models";
import { termsColumns } from "../bookings/cancellation-terms.js";
import type { AppContext } from "../context.js";
import { provideTicketKey, ticketCodes } from "../tickets/ticket-code.js";
import type { MailBlock, MailedTicket } from "./mail-document.js";
import type { UnverifiedAddress } from "./unverified-addresses.js";

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
  cancellableUntil: true,
  createdAt: true,
  event: {
    select: {
      ...termsColumns,
      name: true,
      venue: true,
      timeZone: true,
      calendarVersion: true,
      cancelledAt: true,
      cancellationReason: true,
      organizerId: true,
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

/** A payment, as far as mails need it. */
export type MailedPayment = BookingRow["payments"][number];

/** What a template is rendered from: the state when the mail is sent. */
export interface MailContext {
  readonly booking: Omit<BookingRow, "event" | "payments">;
  readonly event: Omit<BookingRow["event"], "organizer"> & {
    readonly organizer: { readonly name: string | null };
  };
  /** Newest first. */
  readonly payments: readonly MailedPayment[];
  readonly attendee: { readonly name: string | null; readonly email: string };
  /** Only if the address is unverified. */
  readonly unverified?: UnverifiedAddress;
  /** Empty unless the booking is confirmed. */
  readonly tickets: readonly MailedTicket[];
  /** Details noted when the mail was queued. */
  readonly details: unknown;
  readonly queuedAt: Date;
  readonly now: Date;
  readonly publicUrl: string;
}

/** What a template returns. */
export interface BookingMail {
  readonly subject: string;
  readonly blocks: readonly MailBlock[];
  /** Whether a calendar file is attached. */
  readonly hasCalendar: boolean;
}

/** Renders a mail; undefined if it is stale. */
export type Template = (context: MailContext) => BookingMail | undefined;

/** The context with the recipient. */
export interface FoundContext extends MailContext {
  readonly isProved: boolean;
}

/** Reads a mail's context; undefined if its booking no longer exists. */
export async function readMailContext(
  context: Pick<AppContext, "db" | "clock" | "random" | "publicUrl">,
  mail: {
    readonly userId: string;
    readonly bookingId: string;
    readonly details: unknown;
    readonly createdAt: Date;
  },
): Promise<FoundContext | undefined> {
  const { prisma } = context.db;
  const [found, user] = await Promise.all([
    prisma.booking.findUnique({ where: { id: mail.bookingId }, select: columns }),
    prisma.user.findUnique({
      where: { id: mail.userId },
      select: { name: true, email: true, emailVerifiedAt: true },
    }),
  ]);
  if (found === null || user === null) return undefined;
  const { emailVerifiedAt, ...attendee } = user;
  const { event, payments, ...booking } = found;
  const tickets =
    booking.status === "confirmed"
      ? ticketCodes(await provideTicketKey(context, booking.eventId), booking)
      : [];
  const { publicUrl } = context;
  return {
    booking,
    event,
    payments,
    attendee,
    tickets,
    details: mail.details,
    queuedAt: mail.createdAt,
    now: context.clock.now(),
    publicUrl,
    isProved: emailVerifiedAt !== null,
  };
}
