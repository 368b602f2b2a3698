import type { BookingDetails } from "@foyer/contract/booking";
import { readableEmail } from "@foyer/contract/email";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { useActionMessage } from "../shared/action-messages";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";

/** Mails a guest the link that confirms their booking once more. */
export function useMailProof({ id, guest }: Pick<BookingDetails, "id" | "guest">) {
  const answer = useActionMessage();
  const refresh = useRefreshTickets();
  const { keyFor, settle } = useIdempotencyKey();
  const mail = trpc.booking.pay.useMutation({
    ...retryWithKey,
    async onSuccess() {
      settle();
      answer(`The mail is on its way to ${readableEmail(guest?.email ?? "")}.`);
      await refresh();
    },
    async onError(error) {
      if (errorCodeOf(error) !== undefined) settle();
      await refresh();
    },
  });
  const start = useOneAtATime(mail);
  return {
    error: mail.error,
    isWorking: mail.isPending,
    send: () => start({ id, paymentMethod: "cash", idempotencyKey: keyFor(id) }),
  };
}
