import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { useActionMessage } from "../shared/action-messages";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";

/** Shared by joining and leaving: one idempotency key per intent, and a refetch afterwards. */
function useListChange(done?: string) {
  const answer = useActionMessage();
  const refresh = useRefreshTickets();
  const { keyFor, settle } = useIdempotencyKey();
  return {
    keyFor,
    ends: {
      ...retryWithKey,
      async onSuccess() {
        settle();
        await refresh();
        if (done !== undefined) answer(done);
      },
      async onError(error: unknown) {
        if (errorCodeOf(error) === "IDEMPOTENCY_KEY_REUSED") settle();
        await refresh();
      },
    },
  };
}

interface Joining {
  /** The user was told that more tickets cost the place. */
  readonly mayLosePlace?: boolean;
  /** The kind to wait for, where there are several. */
  readonly ticketTypeId?: string | undefined;
  /** The code that opened it, if it is hidden. */
  readonly code?: string | undefined;
}

/** Joins an event's waiting list, or changes the quantity of a place. */
export function useJoinWaitlist(eventId: string) {
  const { keyFor, ends } = useListChange();
  const join = trpc.waitlist.join.useMutation(ends);
  const start = useOneAtATime(join);
  return {
    error: join.error,
    isWorking: join.isPending,
    start: (ticketQuantity: number, { mayLosePlace = false, ticketTypeId, code }: Joining = {}) =>
      start({
        eventId,
        ticketQuantity,
        ...(ticketTypeId !== undefined && { ticketTypeId }),
        ...(code !== undefined && { code }),
        ...(mayLosePlace && { mayLosePlace }),
        idempotencyKey: keyFor(
          `${eventId} ${ticketTypeId ?? ""} ${ticketQuantity} ${mayLosePlace} ${code ?? ""}`,
        ),
      }),
  };
}

/** Leaves an event's waiting list. */
export function useLeaveWaitlist(eventId: string) {
  const { keyFor, ends } = useListChange("You left the waiting list.");
  const leave = trpc.waitlist.leave.useMutation(ends);
  const start = useOneAtATime(leave);
  return {
    error: leave.error,
    isWorking: leave.isPending,
    start: () => start({ eventId, idempotencyKey: keyFor(eventId) }),
  };
}
