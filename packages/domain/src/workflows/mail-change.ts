import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { type BookingWithHolders, mailVoidTickets } from "../outbox/holder-mails.js";
import { queueMails } from "../outbox/queue-mails.js";

/** What a mail says of a change. */
interface MailedChange {
  readonly added?: number;
  readonly returned?: number;
  readonly refundAmount?: number;
  readonly held?: number;
  readonly amountToPay?: number;
  readonly heldUntil?: string;
  readonly reason?: string | null;
}

/** Queues the mail about a change that was made, or waits for its payment. */
export async function mailChange(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  { id, userId }: { readonly id: string; readonly userId: string },
  { reason = null, ...change }: MailedChange,
): Promise<void> {
  const details = { ...change, ...(reason !== null && { reason }) };
  await queueMails(tx, context, [{ template: "booking_changed", userId, bookingId: id, details }]);
}

/** Queues the mails to those whom tickets were passed on to that are given back. */
export async function mailReturned(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  { tickets, ...booking }: BookingWithHolders,
  numbers: readonly number[],
): Promise<void> {
  const returned = tickets.filter(({ number }) => numbers.includes(number));
  await mailVoidTickets(tx, context, [{ ...booking, tickets: returned }]);
}
