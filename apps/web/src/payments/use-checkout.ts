import { trpc } from "../api/client";
import { waitsForProof } from "../guests/own-booking";
import { useLiveBookings } from "../live/use-live";

/** How often a booking is polled while the bank decides, and otherwise. */
const DECIDING_POLL_MS = 1_500;
const HELD_MS = 15_000;
/** How often, while a guest confirms it in another window. */
const PROOF_POLL_MS = 3_000;

/**
 * A booking that is being paid, kept fresh: its payment may complete, and its hold expire, without user action.
 */
export function useCheckout(bookingId: string) {
  useLiveBookings();
  return trpc.booking.byId.useQuery(
    { id: bookingId },
    {
      // The cached booking may be older than the payment.
      staleTime: 0,
      refetchInterval({ state: { data } }) {
        if (data?.payments.some(({ state }) => state === "under_way" || state === "refund_due")) {
          return DECIDING_POLL_MS;
        }
        if (data && waitsForProof(data)) return PROOF_POLL_MS;
        return data?.status === "pending" ? HELD_MS : false;
      },
    },
  );
}
