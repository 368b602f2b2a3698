import type { Prisma } from "@foyer/db/models";
import { ticketColumns, ticketsOf } from "../bookings/booked-tickets.js";
import { termsColumns } from "../bookings/cancellation-terms.js";
import { editableUntil } from "../bookings/editable.js";
import type { AppContext } from "../context.js";
import { isToHolder, passedOnDetails } from "../outbox/holder-mails.js";
import type { BookingMailTemplate, HolderMailTemplate } from "../outbox/queue-mails.js";
import { isAnswered } from "../questions/booking-answers.js";
import { isOwnersTicket, provideTicketKey, ticketCodes } from "../tickets/ticket-code.js";
import type { MailBlock, MailedTicket } from "./mail-document.js";
import { REMINDED_BEFORE_MS } from "./reminder-details.js";
import type { UnverifiedAddress } from "./unverified-addresses.js";

const columns = {
  id: true,
  eventId: true,
  ...ticketColumns,
  discount: true,
  totalAmount: true,
  currency: true,
  status: true,
  paymentStatus: true,
  refundedAmount: true,
  cancellationReason: true,
  cancelledBy: true,
  holdExpiresAt: true,
  cashDueAt: true,
  addition: true,
  cancellableUntil: true,
  createdAt: true,
  guest: true,
  event: {
    select: {
      ...termsColumns,
      name: true,
      venue: true,
      timeZone: true,
      doorsAt: true,
      endsAt: true,
      calendarVersion: true,
      cancelledAt: true,
      cancellationReason: true,
      organizerId: true,
      organizer: { select: { name: true } },
      hasRequiredQuestions: true,
      answersEditableUntil: true,
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
      refundedAmount: true,
      additionId: true,
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  },
  refunds: { select: { id: true, paymentId: true, amount: true, state: true } },
} as const satisfies Prisma.BookingSelect;

type BookingRow = Prisma.BookingGetPayload<{ select: typeof columns }>;

/** A payment, as far as mails need it. */
export type MailedPayment = BookingRow["payments"][number];

/** What a template is rendered from: the state when the mail is sent. */
export interface MailContext {
  readonly booking: Omit<BookingRow, "event" | "payments" | "refunds">;
  readonly event: Omit<BookingRow["event"], "organizer" | "hasRequiredQuestions" | "answersEditableUntil"> & {
    readonly organizer: { readonly name: string | null };
  };
  /** Newest first. */
  readonly payments: readonly MailedPayment[];
  /** Refunds in part. */
  readonly refunds: BookingRow["refunds"];
  readonly attendee: { readonly name: string | null; readonly email: string };
  /** Only if the address is unverified. */
  readonly unverified?: UnverifiedAddress;
  /** Opens the booking from the mail, if it was made without signing in. */
  readonly accessToken?: string;
  /** Those whose codes the recipient may have; empty unless the booking is confirmed. */
  readonly tickets: readonly MailedTicket[];
  /** Whether answers are missing that the recipient may still give, where the template says so. */
  readonly lacksAnswers?: boolean;
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
  /** The recipient's account; missing if they have none. */
  readonly recipientId?: string | undefined;
  readonly isProved: boolean;
  /** Whether nobody has signed in with the address yet. */
  readonly isGuest: boolean;
}

/**
 * Reads a mail's context; undefined if its booking no longer exists, or the ticket that it is about, or its attendee deleted
 * the account.
 */
export async function readMailContext(
  context: Pick<AppContext, "db" | "clock" | "random" | "publicUrl">,
  mail: {
    readonly template?: BookingMailTemplate;
    readonly userId: string;
    readonly bookingId: string;
    readonly details: unknown;
    readonly createdAt: Date;
  },
): Promise<FoundContext | undefined> {
  const { prisma } = context.db;
  const [found, user] = await Promise.all([
    prisma.booking.findUnique({ where: { id: mail.bookingId }, select: columns }),
    prisma.user.findUnique({ where: { id: mail.userId }, select: recipientColumns }),
  ]);
  if (found === null || user === null) return undefined;
  const { event, payments, refunds, ...booking } = found;
  const all =
    booking.status === "confirmed"
      ? ticketCodes(await provideTicketKey(context, booking.eventId), booking)
      : [];
  const { template } = mail;
  const recipient =
    template !== undefined && isToHolder(template)
      ? await readHolder(context, { ...mail, template, tickets: all, event, owner: user })
      : ownerOf(booking, user, all);
  if (recipient === undefined) return undefined;
  const { id: recipientId, name, email, emailVerifiedAt, isGuest, tickets } = recipient;
  const now = context.clock.now();
  const lacksAnswers =
    mail.template === "booking_confirmed" &&
    now < editableUntil(event) &&
    !(await isAnswered(prisma, { ...booking, event }, () => ticketsOf(booking)));
  return {
    booking,
    event,
    payments,
    refunds,
    attendee: { name, email },
    recipientId,
    tickets: tickets.map(({ number, code, ticketTypeId, holderName }) => ({
      number,
      code,
      ticketType: booking.items.find((item) => item.ticketTypeId === ticketTypeId)?.name ?? null,
      holderName,
    })),
    lacksAnswers,
    details: mail.details,
    queuedAt: mail.createdAt,
    now,
    publicUrl: context.publicUrl,
    isProved: emailVerifiedAt !== null,
    isGuest,
  };
}

const recipientColumns = {
  id: true,
  name: true,
  email: true,
  emailVerifiedAt: true,
  isGuest: true,
  deletedAt: true,
} as const;

type CodedTicket = ReturnType<typeof ticketCodes>[number];
type UserRow = Prisma.UserGetPayload<{ select: typeof recipientColumns }>;

/** Whoever booked; undefined once they have deleted the account. */
function ownerOf({ guest }: Pick<BookingRow, "guest">, user: UserRow, tickets: readonly CodedTicket[]) {
  if (user.deletedAt !== null) return undefined;
  return {
    ...user,
    name: guest?.name ?? user.name,
    tickets: tickets.filter((ticket) => isOwnersTicket(ticket, user)),
  };
}

/** A mail to the holder of a ticket. */
interface HolderMail {
  readonly template: HolderMailTemplate;
  readonly bookingId: string;
  readonly details: unknown;
  /** The booking's valid ones. */
  readonly tickets: readonly CodedTicket[];
  readonly event: Pick<BookingRow["event"], "dateTime">;
  readonly owner: UserRow;
}

/**
 * Whom a ticket was passed on to. Undefined if it has been given back or passed on again since, unless that is the news, and they
 * do not have it again; if it
 * was passed on to whoever booked, who gets their own mails; and for a reminder, if that was within the last day.
 */
async function readHolder({ db: { prisma } }: Pick<AppContext, "db">, mail: HolderMail) {
  const { template, bookingId, tickets, owner } = mail;
  const { ticketNumber, codeVersion } = passedOnDetails.parse(mail.details);
  const ticket = tickets.find((one) => one.number === ticketNumber && one.codeVersion === codeVersion);
  if ((ticket === undefined) !== (template === "ticket_void")) return undefined;
  const pass = await prisma.ticketPass.findFirst({
    where: { bookingId, ticketNumber, codeVersion },
    select: { name: true, email: true, createdAt: true },
  });
  const email = ticket?.holderEmail ?? pass?.email;
  if (email === undefined) return undefined;
  // It is with them again, and the mail with the new code says so.
  const isBack = tickets.some((one) => one.number === ticketNumber && one.holderEmail === email);
  if (template === "ticket_void" && isBack) return undefined;
  if (template !== "ticket_passed_on" && email === owner.email) return undefined;
  const remindedFrom = mail.event.dateTime.getTime() - REMINDED_BEFORE_MS;
  if (template === "holder_reminder" && pass !== null && pass.createdAt.getTime() >= remindedFrom) {
    return undefined;
  }
  const account = await prisma.user.findUnique({ where: { email }, select: recipientColumns });
  return {
    id: account?.id,
    name: ticket === undefined ? (pass?.name ?? null) : ticket.holderName,
    email,
    emailVerifiedAt: account?.emailVerifiedAt ?? null,
    isGuest: account?.isGuest ?? false,
    tickets: ticket === undefined ? [] : [ticket],
  };
}
