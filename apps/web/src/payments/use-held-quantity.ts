import type { BookingDetails } from "@foyer/contract/booking";
import { MAX_TICKETS_PER_BOOKING } from "@foyer/contract/money";
import { useEffect, useRef, useState } from "react";
import { trpc } from "../api/client";
import { reasonOfError } from "../api/error-words";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { useIdempotencyKey } from "../shared/idempotency-key";

/** How long after the last press the number is sent: several presses are one change. */
const REST_MS = 400;

/** How many tickets are held: shown as pressed, and changed on the server when the pressing rests. */
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
      if (reasonOfError(error) !== undefined) settle();
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
    const timer = setTimeout(() => send.current(), REST_MS);
    return () => clearTimeout(timer);
  }, [wanted]);

  const quantity = wanted ?? ticketQuantity;
  // While others wait, what comes back is theirs: there is nothing to be had on top.
  const free = event.data && event.data.waitingCount === 0 ? event.data.availableTickets : 0;
  return {
    quantity,
    total: (totalAmount / ticketQuantity) * quantity,
    max: Math.min(MAX_TICKETS_PER_BOOKING, ticketQuantity + free),
    isChanging: wanted !== null,
    error: change.error,
    expected: change.variables?.expectedTotalAmount,
    set(value: number) {
      // One change at a time: a press while it is sent is too early.
      if (!change.isPending) setWanted(value);
    },
  };
}
