import type { EventView } from "@foyer/contract/event";
import type { PaymentMethod } from "@foyer/contract/payment";
import { useNavigate } from "@tanstack/react-router";
import { trpc } from "../api/client";
import { reasonOfError } from "../api/error-words";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { priceChangeOf } from "../bookings/price-change-words";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";

/**
 * Books tickets for an event, once for each time someone means to. The way leads on to the tickets; those that are
 * paid for now are held, and it leads to where that is done.
 */
export function useBookTickets(event: EventView) {
  const refresh = useRefreshTickets();
  const utils = trpc.useUtils();
  const navigate = useNavigate();
  const { keyFor, settle } = useIdempotencyKey();
  const booking = trpc.booking.create.useMutation({
    ...retryWithKey,
    async onSuccess({ id, status }) {
      settle();
      const to = status === "pending" ? "/bookings/$bookingId/pay" : "/bookings/$bookingId/tickets";
      await navigate({ to, params: { bookingId: id } });
      await refresh();
    },
    async onError(error, { ticketQuantity }) {
      if (reasonOfError(error) === "IDEMPOTENCY_KEY_REUSED") settle();
      const change = priceChangeOf(error);
      if (change !== undefined) {
        // It is newer than what another process may still answer: the page must not fall back to the old price.
        const price = change.totalAmount / ticketQuantity;
        await utils.event.byId.cancel({ id: event.id });
        utils.event.byId.setData({ id: event.id }, (known) => known && { ...known, price });
        return;
      }
      // A refusal often means that what this page shows is old: sold out, closed, booked in another tab.
      await refresh();
    },
  });
  const start = useOneAtATime(booking);
  return {
    error: booking.error,
    /** What the last attempt was to cost, in minor units. */
    expected: booking.variables?.expectedTotalAmount,
    isWorking: booking.isPending,
    /** @param total what the reader was shown that it costs, in minor units */
    book: (ticketQuantity: number, total: number, paymentMethod: PaymentMethod) =>
      start({
        eventId: event.id,
        ticketQuantity,
        paymentMethod,
        expectedTotalAmount: total,
        idempotencyKey: keyFor(`${event.id} ${ticketQuantity} ${total} ${paymentMethod}`),
      }),
  };
}
