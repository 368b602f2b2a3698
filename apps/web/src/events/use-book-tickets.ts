import type { EventView } from "@foyer/contract/event";
import { notifications } from "@mantine/notifications";
import { trpc } from "../api/client";
import { reasonOfError } from "../api/error-words";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { counted } from "../shared/counted";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";

/** Books tickets for an event, once for each time someone means to. */
export function useBookTickets(event: EventView) {
  const refresh = useRefreshTickets();
  const { keyFor, settle } = useIdempotencyKey();
  const booking = trpc.booking.create.useMutation({
    ...retryWithKey,
    async onSuccess({ ticketQuantity }) {
      settle();
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
    book: (ticketQuantity: number) =>
      start({
        eventId: event.id,
        ticketQuantity,
        paymentMethod: "cash",
        idempotencyKey: keyFor(`${event.id} ${ticketQuantity}`),
      }),
  };
}
