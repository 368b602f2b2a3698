import type { BookingDetails, BookingWithPayments } from "@foyer/contract/booking";
import { trpc } from "../../api/client";
import { errorCodeOf } from "../../api/error-message";
import { retryWithKey } from "../../api/query-client";
import { useRefreshTickets } from "../../api/refresh";
import { useIdempotencyKey } from "../../shared/idempotency-key";
import { useOneAtATime } from "../../shared/one-at-a-time";
import type { toRequest } from "./wanted-tickets";

/** The tickets that a booking is to have. */
type Request = ReturnType<typeof toRequest>;

/** What a change would do, and making it. */
export function useChangeTickets(
  { id }: Pick<BookingDetails, "id">,
  request: Request | undefined,
  onDone: (changed: BookingWithPayments) => void,
) {
  const utils = trpc.useUtils();
  const refresh = useRefreshTickets();
  const { keyFor, settle } = useIdempotencyKey();
  const preview = trpc.booking.previewChange.useQuery(
    { id, ...request },
    { enabled: request !== undefined, retry: false, staleTime: 0, gcTime: 0 },
  );
  const change = trpc.booking.changeItems.useMutation({
    ...retryWithKey,
    async onSuccess(changed) {
      settle();
      utils.booking.byId.setData({ id }, (known) => known && { ...known, ...changed });
      await refresh();
      onDone(changed);
    },
    async onError(error) {
      if (errorCodeOf(error) !== undefined) settle();
      await refresh();
    },
  });
  const start = useOneAtATime(change);
  return {
    preview: request === undefined ? undefined : preview.data,
    previewError: request === undefined ? null : preview.error,
    isPreviewing: request !== undefined && preview.isFetching,
    error: change.error,
    expected: change.variables?.expectedTotalAmount,
    isWorking: change.isPending,
    forgetError: change.reset,
    /** @param reason why somebody else's booking is changed */
    start(reason: string | undefined) {
      if (request === undefined || preview.data === undefined) return;
      const input = {
        id,
        ...request,
        expectedTotalAmount: preview.data.totalAmount,
        ...(reason !== undefined && { reason }),
      };
      start({ ...input, idempotencyKey: keyFor(JSON.stringify(input)) });
    },
  };
}
