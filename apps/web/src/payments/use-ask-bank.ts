import { useEffect } from "react";
import { trpc } from "../api/client";
import { useRefreshTickets } from "../api/refresh";

/**
 * Asks the provider for the outcome when the payer may have come back from the bank: when the page opens, and
 * whenever it becomes visible again.
 */
export function useAskBankOnReturn(bookingId: string, mayHaveLeft: boolean) {
  const refresh = useRefreshTickets();
  const { mutate } = trpc.booking.refreshPayment.useMutation({ onSettled: refresh });
  useEffect(() => {
    if (!mayHaveLeft) return;
    const ask = () => {
      if (document.visibilityState === "visible") mutate({ id: bookingId });
    };
    ask();
    document.addEventListener("visibilitychange", ask);
    // A page restored from the back/forward cache does not run its effects again.
    window.addEventListener("pageshow", ask);
    return () => {
      document.removeEventListener("visibilitychange", ask);
      window.removeEventListener("pageshow", ask);
    };
  }, [bookingId, mayHaveLeft, mutate]);
}
