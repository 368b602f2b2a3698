import type { Transaction } from "@foyer/db/database";
import { z } from "zod";
import type { AppContext } from "../context.js";
import {
  type BookingMailTemplate,
  type HolderMailTemplate,
  holderMailTemplate,
  MAILS_KEPT_MS,
  type MailDetails,
  type QueuedMail,
  queueMails,
} from "./queue-mails.js";

/** Which ticket a mail to a holder is about, and the version of the code that they have. */
export const passedOnDetails = z.object({ ticketNumber: z.number(), codeVersion: z.number() });

/** A booking with tickets of which some may be in other hands. */
export interface BookingWithHolders {
  readonly id: string;
  readonly userId: string;
  readonly tickets: readonly {
    readonly number: number;
    readonly holderEmail: string | null;
    readonly codeVersion: number;
  }[];
}

/**
 * A mail to each holder of a ticket that was passed on, about this ticket alone. Who it goes to is read when it is sent:
 * nobody if the ticket is in other hands by then.
 */
export function mailsToHolders(
  template: HolderMailTemplate,
  { id: bookingId, userId, tickets }: BookingWithHolders,
  details: MailDetails = {},
): QueuedMail[] {
  return tickets
    .filter(({ holderEmail }) => holderEmail !== null)
    .map(({ number: ticketNumber, codeVersion }) => {
      return { template, userId, bookingId, details: { ...details, ticketNumber, codeVersion } };
    });
}

/**
 * Queues mails to those whom tickets were passed on to that are void from now on, one to each address of a booking. Who has not
 * been mailed the code yet is told of neither: that mail is withdrawn, which conflicts with sending it.
 *
 * @param bookings with those of their tickets that are void
 */
export async function mailVoidTickets(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  bookings: readonly BookingWithHolders[],
): Promise<void> {
  const passedOn = bookings.filter(({ tickets }) => tickets.some(({ holderEmail }) => holderEmail !== null));
  if (passedOn.length === 0) return;
  const unsent = { template: "ticket_passed_on", state: "queued", tries: 0 } as const;
  const rows = await tx.outboxMail.findMany({
    where: { bookingId: { in: passedOn.map(({ id }) => id) }, ...unsent },
    select: { id: true, bookingId: true, details: true },
  });
  const waiting = rows.map(({ details, ...row }) => ({ ...row, ...passedOnDetails.parse(details) }));
  const withdrawn: string[] = [];
  const mails = passedOn.flatMap((booking) => {
    const told = booking.tickets.filter(({ number, codeVersion }) => {
      const row = waiting.find(
        (one) =>
          one.bookingId === booking.id && one.ticketNumber === number && one.codeVersion === codeVersion,
      );
      if (row !== undefined) withdrawn.push(row.id);
      return row === undefined;
    });
    return [...Map.groupBy(told, ({ holderEmail }) => holderEmail).values()].flatMap((tickets) => {
      const ticketNumbers = tickets.map(({ number }) => number).join(", ");
      return mailsToHolders("ticket_void", { ...booking, tickets: tickets.slice(0, 1) }, { ticketNumbers });
    });
  });
  if (withdrawn.length > 0) {
    await tx.outboxMail.updateMany({
      where: { id: { in: withdrawn } },
      data: { state: "dropped", expiresAt: new Date(context.clock.now().getTime() + MAILS_KEPT_MS) },
    });
  }
  await queueMails(tx, context, mails);
}

/** Whether a mail goes to whom a ticket was passed on to, and not to whoever booked. */
export function isToHolder(template: BookingMailTemplate): template is HolderMailTemplate {
  return holderMailTemplate.safeParse(template).success;
}
