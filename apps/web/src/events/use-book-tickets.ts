import type { EventView } from "@foyer/contract/event";
import type { PaymentMethod } from "@foyer/contract/payment";
import { useNavigate } from "@tanstack/react-router";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { priceChangeOf } from "../bookings/price-change-words";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";
import { type Order, requestOf } from "./order";
import { useRefreshSale } from "./use-refresh-sale";

/**
 * Books tickets for an event, with one idempotency key per intent. It navigates to the tickets, or to payment if
 * the booking is held.
 */
export function useBookTickets(event: EventView) {
  const refresh = useRefreshTickets();
  const utils = trpc.useUtils();
  const navigate = useNavigate();
  const refreshSale = useRefreshSale(event.id);
  const { keyFor, settle } = useIdempotencyKey();
  const booking = trpc.booking.create.useMutation({
    ...retryWithKey,
    async onSuccess({ id, status }) {
      settle();
      const to = status === "pending" ? "/bookings/$bookingId/pay" : "/bookings/$bookingId/tickets";
      await navigate({ to, params: { bookingId: id } });
      await refresh();
    },
    async onError(error, { ticketQuantity, code }) {
      if (errorCodeOf(error) === "IDEMPOTENCY_KEY_REUSED") settle();
      const change = priceChangeOf(error);
      if (change !== undefined && ticketQuantity !== undefined && code === undefined) {
        // Newer than what another process may still have cached: the page must not fall back to the old price.
        const price = change.totalAmount / ticketQuantity;
        await utils.event.byId.cancel({ id: event.id });
        utils.event.byId.setData({ id: event.id }, (known) => known && { ...known, price });
        return;
      }
      await refreshSale(error);
    },
  });
  const start = useOneAtATime(booking);
  return {
    error: booking.error,
    /** The price of the last attempt, in minor units. */
    expected: booking.variables?.expectedTotalAmount,
    isWorking: booking.isPending,
    forgetError() {
      if (booking.isError) booking.reset();
    },
    /** @param order what is booked, at the displayed price */
    book(order: Order, paymentMethod: PaymentMethod) {
      const asked = { ...requestOf(order), expectedTotalAmount: order.totalAmount, paymentMethod };
      start({
        eventId: event.id,
        ...asked,
        idempotencyKey: keyFor(JSON.stringify([event.id, asked])),
      });
    },
  };
}
