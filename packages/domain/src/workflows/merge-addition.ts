import { bookingId, eventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { addTickets, removeTickets, storedTickets, ticketsOf } from "../bookings/booked-tickets.js";
import { itemsOf, itemsOfAddition, type Priced, repriced, storedPrice } from "../bookings/booking.js";
import { isHoldOver } from "../bookings/hold.js";
import { type KindQuantity, sumByKind, withAdded, withoutReturned } from "../bookings/ticket-difference.js";
import type { AppContext } from "../context.js";
import { acceptsBookings } from "../events/bookability.js";
import { endOffers } from "../waitlist/end-offers.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { waitingFor } from "./late-payment.js";
import { mailChange, mailReturned } from "./mail-change.js";
import { moveTicketsOf } from "./move-tickets.js";
import { type ChangingBooking, changingColumns } from "./plan-change.js";
import { releaseAdditions } from "./release-additions.js";

type Context = Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">;

/** What pays for an addition. */
export interface AdditionPayment {
  readonly bookingId: string;
  readonly additionId: string;
  /** Minor units of the booking's currency. */
  readonly amount: number;
}

/**
 * Makes an addition that was paid part of its booking; tickets that it replaces are given back. If it was released meanwhile, or
 * cannot be made any more, the booking stays as it is.
 *
 * @returns whether it is part of the booking now; if not, the money is due back
 */
export async function mergeAddition(
  tx: Transaction,
  context: Context,
  { bookingId: id, additionId, amount }: AdditionPayment,
): Promise<boolean> {
  const booking = await tx.booking.findUniqueOrThrow({ where: { id }, select: changingColumns });
  const { addition } = booking;
  if (booking.status !== "confirmed" || booking.event.cancelledAt !== null) return false;
  if (addition === null || addition.id !== additionId || addition.amount !== amount) return false;
  const returned = kindsOf(booking, addition.returns);
  const isTooLate =
    isHoldOver(addition, context.clock.now()) && !couldBeHeldAgain(booking, context.clock.now());
  const after = returned && totalWith(booking, returned);
  if (isTooLate || after === undefined || after.totalAmount - booking.totalAmount !== amount) {
    const held = [{ id: bookingId.parse(id), addition }];
    await releaseAdditions(tx, context, eventId.parse(booking.eventId), held, { state: "expired" });
    return false;
  }
  await write(tx, context, { booking, addition, after, returned: returned ?? [] });
  await context.failpoint?.("addition.paid");
  return true;
}

/** The kinds of tickets that an addition replaces; undefined if one of them was admitted, or is not valid any more. */
function kindsOf(booking: ChangingBooking, numbers: readonly number[]): KindQuantity[] | undefined {
  const admitted = new Set(booking.checkIns.map(({ ticketNumber }) => ticketNumber));
  const tickets = ticketsOf(booking).filter(
    ({ number }) => numbers.includes(number) && !admitted.has(number),
  );
  if (tickets.length < numbers.length) return undefined;
  const sums = sumByKind(tickets.map(({ ticketTypeId }) => ({ ticketTypeId, quantity: 1 })));
  return [...sums].map(([ticketTypeId, quantity]) => ({ ticketTypeId, quantity }));
}

/** Whether open sale would sell the tickets, so that it makes no difference that they were not released yet. */
function couldBeHeldAgain({ event, addition }: ChangingBooking, now: Date): boolean {
  return acceptsBookings(event, now) && waitingFor(event, addition?.items ?? []) === 0;
}

function totalWith(booking: ChangingBooking, returned: readonly KindQuantity[]): Priced | undefined {
  const { addition, discount } = booking;
  if (addition === null) return undefined;
  return repriced(
    withAdded(withoutReturned(itemsOf(booking), returned), itemsOfAddition(addition)),
    discount,
  );
}

async function write(
  tx: Transaction,
  context: Context,
  {
    booking,
    addition,
    after,
    returned,
  }: {
    readonly booking: ChangingBooking;
    readonly addition: NonNullable<ChangingBooking["addition"]>;
    readonly after: Priced;
    readonly returned: readonly KindQuantity[];
  },
): Promise<void> {
  const { id, eventId: event } = booking;
  const { returns, waitlistEntryId } = addition;
  const now = context.clock.now();
  const without = returns.length === 0 ? booking : { ...booking, ...removeTickets(booking, returns) };
  await tx.booking.update({
    where: { id },
    data: {
      ...storedPrice(after),
      ...storedTickets(addTickets(without, itemsOfAddition(addition))),
      addition: { unset: true },
      // This one was paid.
      unpaidAdditionsAt: { set: booking.unpaidAdditionsAt.slice(0, -1) },
      updatedAt: now,
    },
    select: { id: true },
  });
  await endOffers(tx, [waitlistEntryId], { state: "accepted" }, now);
  await moveTicketsOf(tx, context, booking, { returned: returned, added: [] });
  await queueWebhooks(tx, context, event, [{ type: "booking.changed", bookingId: id }]);
  await mailChange(tx, context, booking, { added: addition.ticketQuantity, returned: returns.length });
  await mailReturned(tx, context, booking, returns);
}
