import { trpc } from "../api/client";

/** How this server takes money; it hardly ever changes. */
export function usePaymentOptions(isNeeded = true) {
  return trpc.payment.options.useQuery(undefined, { enabled: isNeeded, staleTime: 10 * 60_000 });
}
