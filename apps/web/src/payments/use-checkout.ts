import { trpc } from "../api/client";

/** How often a booking is looked at while somebody's bank decides, and otherwise. */
const DECIDING_MS = 1_500;
const HELD_MS = 15_000;

/** A booking on its way to being paid, kept fresh: its payment may end, and its time, without the reader's doing. */
export function useCheckout(bookingId: string) {
  return trpc.booking.byId.useQuery(
    { id: bookingId },
    {
      // What was cached when the tickets were taken may be older than the payment.
      staleTime: 0,
      refetchInterval({ state: { data } }) {
        if (data?.payments.some(({ state }) => state === "under_way" || state === "refund_due")) {
          return DECIDING_MS;
        }
        return data?.status === "pending" ? HELD_MS : false;
      },
    },
  );
}
