import type { BookingDetails } from "@foyer/contract/booking";
import { useEffect, useRef, useState } from "react";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { heldLimits } from "./held-limits";

/** The debounce after the last press: several presses are one change. */
const DEBOUNCE_MS = 400;

/**
 * The quantity of held tickets of one kind: updated at once on screen, and on the server after a pause. Tickets of
 * several kinds are changed in a dialog of their own.
 */
export function useHeldQuantity(booking: BookingDetails) {
  const { id, ticketQuantity, totalAmount, discountCode } = booking;
  const [item, another] = booking.items;
  const ofOneKind = another === undefined ? item : undefined;
  /** What a quantity costs, in minor units; undefined where a code is involved, whose rule the server knows. */
  const priceOf = (quantity: number) =>
    discountCode !== null || ofOneKind === undefined ? undefined : ofOneKind.unitPrice * quantity;
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
        const total = priceOf(wanted);
        const idempotencyKey = keyFor(`${id} ${wanted} ${total}`);
        change.mutate({
          id,
          ticketQuantity: wanted,
          ...(total !== undefined && { expectedTotalAmount: total }),
          idempotencyKey,
        });
      }
    };
  });
  useEffect(() => {
    if (wanted === null) return;
    const timer = setTimeout(() => send.current(), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [wanted]);

  const quantity = wanted ?? ticketQuantity;
  const limits = event.data && heldLimits(event.data, ofOneKind?.ticketTypeId ?? null, ticketQuantity);
  return {
    quantity,
    /** Undefined while the server computes it anew. */
    total: quantity === ticketQuantity ? totalAmount : priceOf(quantity),
    /** Whether the quantity can change here. */
    canChange: ofOneKind !== undefined,
    min: limits?.min ?? 1,
    max: limits?.max ?? ticketQuantity,
    isChanging: wanted !== null,
    error: change.error,
    expected: change.variables?.expectedTotalAmount,
    set(value: number) {
      // One change at a time: input during a request is ignored.
      if (!change.isPending) setWanted(value);
    },
  };
}
