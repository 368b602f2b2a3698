import type { BookingDetails } from "@foyer/contract/booking";
import type { ErrorCode } from "@foyer/contract/error-codes";
import { useRef } from "react";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { useIdempotencyKey } from "../shared/idempotency-key";
import type { WayToPay } from "./ways-to-pay";
import { methodOf } from "./ways-to-pay";

/**
 * After these errors the payment may have been made, or may still be: only the same key is safe to send again.
 */
const UNDECIDED: ReadonlySet<ErrorCode> = new Set([
  "PAYMENT_UNDER_WAY",
  "BUSY",
  "DATABASE_UNAVAILABLE",
  "RATE_LIMITED",
  "INTERNAL",
]);

type Payment = {
  way: WayToPay;
  online: "stripe" | "sandbox" | "none";
  /** The displayed price, in minor units. */
  total: number;
  token?: string;
};

/**
 * Pays for a booking, or for the tickets that are held in addition to it, with one idempotency key per attempt; an error ends
 * the attempt.
 */
export function usePayBooking(booking: Pick<BookingDetails, "id">, isAddition = false) {
  const utils = trpc.useUtils();
  const refresh = useRefreshTickets();
  const { keyFor, settle } = useIdempotencyKey();
  const isUnderWay = useRef(false);
  const pay = trpc.booking.pay.useMutation({
    ...retryWithKey,
    async onSuccess(paid) {
      settle();
      utils.booking.byId.setData({ id: booking.id }, (known) =>
        // A late payment is answered with the booking it created.
        known && paid.id === known.id ? { ...known, ...paid } : known,
      );
      await refresh();
    },
    async onError(error) {
      const reason = errorCodeOf(error);
      if (reason !== undefined && !UNDECIDED.has(reason)) settle();
      await refresh();
    },
  });

  /** Resolves when the attempt has ended, successfully or not. */
  async function start({ way, online, total, token }: Payment): Promise<void> {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    const paymentMethod = methodOf(way, online);
    const idempotencyKey = keyFor(`${booking.id} ${isAddition} ${paymentMethod} ${total} ${token ?? ""}`);
    try {
      await pay.mutateAsync({
        id: booking.id,
        ...(isAddition && { addition: true }),
        paymentMethod,
        ...(token !== undefined && { paymentToken: token }),
        expectedTotalAmount: total,
        idempotencyKey,
      });
    } catch {
      // Shown by the page as `error`.
    } finally {
      isUnderWay.current = false;
    }
  }
  const expected = pay.variables?.expectedTotalAmount;
  return { error: pay.error, expected, isWorking: pay.isPending, start, forgetError: pay.reset };
}
