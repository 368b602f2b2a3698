import { trpc } from "../api/client";

/** How long the answer about a code is good for, unless a booking with it was refused. */
const GOOD_FOR_MS = 60_000;

/** What a code is good for, as far as the server says. */
export function useDiscountCode(eventId: string, code: string | undefined) {
  const check = trpc.discountCode.check.useQuery(
    { eventId, code: code ?? "" },
    {
      enabled: code !== undefined,
      // Wrong codes are limited: none is asked about again by itself.
      retry: false,
      retryOnMount: false,
      staleTime: GOOD_FOR_MS,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    },
  );
  return {
    /** Undefined while it is not known, and for a code that is of no use. */
    checked: code === undefined || check.isError ? undefined : check.data,
    error: code === undefined ? null : check.error,
    isChecking: check.isFetching,
    /** Whether its first answer is awaited: until then nothing is booked, since the price may be another one. */
    isUnknown: code !== undefined && check.isFetching && check.data === undefined,
    again: () => void check.refetch(),
  };
}
