import type { EventView } from "@foyer/contract/event";
import type { PaymentMethod } from "@foyer/contract/payment";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { trpc } from "../api/client";
import { reasonOfError } from "../api/error-words";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { counted } from "../shared/counted";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";

/**
 * Books tickets for an event, once for each time someone means to. Tickets that are paid for now are held, and the
 * way leads on to where that is done.
 */
export function useBookTickets(event: EventView) {
  const refresh = useRefreshTickets();
  const navigate = useNavigate();
  const { keyFor, settle } = useIdempotencyKey();
  const booking = trpc.booking.create.useMutation({
    ...retryWithKey,
    async onSuccess({ id, status, ticketQuantity }) {
      settle();
      if (status === "pending") {
        await navigate({ to: "/bookings/$bookingId/pay", params: { bookingId: id } });
        await refresh();
        return;
      }
      await refresh();
      notifications.show({
        color: "green",
        message: `Booked. ${counted(ticketQuantity, "ticket")} for ${event.name}.`,
        withCloseButton: true,
      });
    },
    async onError(error) {
      if (reasonOfError(error) === "IDEMPOTENCY_KEY_REUSED") settle();
      // A refusal often means that what this page shows is old: sold out, closed, booked in another tab.
      await refresh();
    },
  });
  const start = useOneAtATime(booking);
  return {
    error: booking.error,
    isWorking: booking.isPending,
    book: (ticketQuantity: number, paymentMethod: PaymentMethod) =>
      start({
        eventId: event.id,
        ticketQuantity,
        paymentMethod,
        idempotencyKey: keyFor(`${event.id} ${ticketQuantity} ${paymentMethod}`),
      }),
  };
}
