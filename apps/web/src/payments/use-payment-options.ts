import { trpc } from "../api/client";

/** The server's payment methods; they rarely change. */
export function usePaymentOptions(isNeeded = true) {
  return trpc.payment.options.useQuery(undefined, { enabled: isNeeded, staleTime: 10 * 60_000 });
}
