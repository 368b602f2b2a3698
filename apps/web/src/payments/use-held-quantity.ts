import type { BookingDetails } from "@foyer/contract/booking";
import { MAX_TICKETS_PER_BOOKING } from "@foyer/contract/money";
import { useEffect, useRef, useState } from "react";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { useIdempotencyKey } from "../shared/idempotency-key";

/** The debounce after the last press: several presses are one change. */
const DEBOUNCE_MS = 400;

/** The quantity of held tickets: updated at once on screen, and on the server after a pause. */
export function useHeldQuantity(booking: BookingDetails) {
  const { id, ticketQuantity, totalAmount } = booking;
  const utils = trpc.useUtils();
  const refresh = useRefreshTickets();
  const { keyFor, settle } = useIdempotencyKey();
  const [wanted, setWanted] = useState<number | null>(null);
  const event = trpc.event.byId.useQuery({ id: booking.eventId });
  const change = trpc.booking.changeQuantity.useMutation({
    ...retryWithKey,
    async onSuccess(changed) {
      settle();
      utils.booking.byId.setData({ id }, (known) => known && { ...known, ...changed });
      setWanted(null);
      await refresh();
    },
    async onError(error) {
      if (errorCodeOf(error) !== undefined) settle();
      setWanted(null);
      await refresh();
    },
  });

  const send = useRef(() => {});
  useEffect(() => {
    send.current = () => {
      if (wanted === null) return;
      if (wanted === ticketQuantity) setWanted(null);
      else {
        const expectedTotalAmount = wanted * (totalAmount / ticketQuantity);
        const idempotencyKey = keyFor(`${id} ${wanted} ${expectedTotalAmount}`);
        change.mutate({ id, ticketQuantity: wanted, expectedTotalAmount, idempotencyKey });
      }
    };
  });
  useEffect(() => {
    if (wanted === null) return;
    const timer = setTimeout(() => send.current(), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [wanted]);

  const quantity = wanted ?? ticketQuantity;
  // While there is a waiting list, open sale is closed.
  const free = event.data && event.data.waitingCount === 0 ? event.data.availableTickets : 0;
  return {
    quantity,
    total: (totalAmount / ticketQuantity) * quantity,
    max: Math.min(MAX_TICKETS_PER_BOOKING, ticketQuantity + free),
    isChanging: wanted !== null,
    error: change.error,
    expected: change.variables?.expectedTotalAmount,
    set(value: number) {
      // One change at a time: input during a request is ignored.
      if (!change.isPending) setWanted(value);
    },
  };
}
