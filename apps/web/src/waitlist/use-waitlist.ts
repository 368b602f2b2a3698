import { trpc } from "../api/client";
import { reasonOfError } from "../api/error-words";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { useAnswer } from "../shared/answers";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";

/** What joining and leaving have in common: one key for each intent, and everything fetched again afterwards. */
function useListChange(done?: string) {
  const answer = useAnswer();
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
        if (reasonOfError(error) === "IDEMPOTENCY_KEY_REUSED") settle();
        await refresh();
      },
    },
  };
}

/** Puts the reader on an event's waiting list, or changes how many tickets they wait for there. */
export function useJoinWaitlist(eventId: string) {
  const { keyFor, ends } = useListChange();
  const join = trpc.waitlist.join.useMutation(ends);
  const start = useOneAtATime(join);
  return {
    error: join.error,
    isWorking: join.isPending,
    /** `mayLosePlace`: the reader was shown that more tickets cost them their place. */
    start: (ticketQuantity: number, { mayLosePlace = false } = {}) =>
      start({
        eventId,
        ticketQuantity,
        ...(mayLosePlace && { mayLosePlace }),
        idempotencyKey: keyFor(`${eventId} ${ticketQuantity} ${mayLosePlace}`),
      }),
  };
}

/** Takes the reader off an event's waiting list. */
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
