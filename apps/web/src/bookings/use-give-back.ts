import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";
import type { HeldTickets } from "./held-words";

/** Gives up held tickets: a hold is cancelled, an offer of the waiting list declined. */
export function useGiveBack({ bookingId, eventId, isOffer }: HeldTickets, onDone: () => void) {
  const refresh = useRefreshTickets();
  const { keyFor, settle } = useIdempotencyKey();
  const ends = {
    ...retryWithKey,
    async onSuccess() {
      settle();
      await refresh();
      onDone();
    },
    async onError(error: unknown) {
      if (errorCodeOf(error) === "IDEMPOTENCY_KEY_REUSED") settle();
      await refresh();
    },
  };
  const cancel = trpc.booking.cancel.useMutation(ends);
  const decline = trpc.waitlist.leave.useMutation(ends);
  const startCancelling = useOneAtATime(cancel);
  const startDeclining = useOneAtATime(decline);
  const idempotencyKey = () => keyFor(bookingId);
  return {
    error: cancel.error ?? decline.error,
    isWorking: cancel.isPending || decline.isPending,
    start: () =>
      isOffer
        ? startDeclining({ eventId, idempotencyKey: idempotencyKey() })
        : startCancelling({ id: bookingId, idempotencyKey: idempotencyKey() }),
  };
}
