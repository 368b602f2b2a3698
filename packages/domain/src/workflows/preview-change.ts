import type { changePreview, PreviewChangeInput } from "@foyer/contract/booking";
import type { z } from "zod";
import type { Actor } from "../actor.js";
import { itemsOf, itemsOfAddition } from "../bookings/booking.js";
import { differenceBetween, ofTypes, withAdded, withoutReturned } from "../bookings/ticket-difference.js";
import type { AppContext } from "../context.js";
import { hasTicketsFor, soldOutError } from "../events/bookability.js";
import { countTickets } from "../ticket-types/wanted-tickets.js";
import { planChangeIn } from "./plan-change.js";

/**
 * What a change of a booking's tickets would do: computed by the rules of {@link changeItems}, with nothing written.
 *
 * @throws DomainError the same as `changeItems`, but for those of a call that writes
 */
export async function previewChange(
  context: Pick<AppContext, "db" | "clock">,
  actor: Actor,
  input: PreviewChangeInput,
): Promise<z.input<typeof changePreview>> {
  return context.db.transaction(async (tx) => {
    const plan = await planChangeIn(tx, context, actor, input);
    const { booking, difference, added, after, amountToPay, waitsForAnswers, refundAmount } = plan;
    const items = itemsOf(booking);
    const { addition } = booking;
    // Tickets that are given back, or held already, can be had again.
    const held =
      amountToPay > 0 || waitsForAnswers
        ? [...items, ...added]
        : withAdded(withoutReturned(items, difference.returned), added);
    const before = [...items, ...(addition === null ? [] : itemsOfAddition(addition))];
    const taken = differenceBetween(before, held).added;
    const wanted = ofTypes(taken);
    const needed = wanted.length > 0 ? { items: wanted } : { ticketQuantity: countTickets(taken) };
    const given = differenceBetween(before, held).returned;
    const stock = {
      ...booking.event,
      availableTickets: booking.event.availableTickets + countTickets(given),
    };
    if (taken.length > 0 && !hasTicketsFor(stock, needed)) throw soldOutError(stock, needed);
    return {
      ticketQuantity: after.ticketQuantity,
      items: withAdded(withoutReturned(items, difference.returned), added),
      discountAmount: after.discount?.amount ?? 0,
      totalAmount: after.totalAmount,
      currency: booking.currency,
      returnedTickets: countTickets(difference.returned),
      addedTickets: countTickets(added),
      refundAmount,
      amountToPay,
      waitsForAnswers,
    } satisfies z.input<typeof changePreview>;
  });
}
