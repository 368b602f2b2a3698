import { useEffect } from "react";
import { trpc } from "../api/client";
import { useRefreshTickets } from "../api/refresh";

/**
 * Asks the provider what became of a payment when its payer may have come back from the bank: as the page opens,
 * and whenever they turn to it again.
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
    // A page that the back button brings back from memory runs on where it was.
    window.addEventListener("pageshow", ask);
    return () => {
      document.removeEventListener("visibilitychange", ask);
      window.removeEventListener("pageshow", ask);
    };
  }, [bookingId, mayHaveLeft, mutate]);
}
