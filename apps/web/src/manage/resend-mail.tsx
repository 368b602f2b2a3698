import type { BookingDetails } from "@foyer/contract/booking";
import { readableEmail } from "@foyer/contract/email";
import { trpc } from "../api/client";
import { useActionMessage } from "../shared/action-messages";
import { ErrorNotice } from "../shared/error-notice";
import { useOneAtATime } from "../shared/one-at-a-time";
import { WorkButton } from "../shared/work-button";

/** Mails the tickets once more, or how to take an offer; nothing for bookings that have neither. */
export function ResendMail({ booking }: { booking: BookingDetails }) {
  const answer = useActionMessage();
  const utils = trpc.useUtils();
  const resend = trpc.booking.resendMail.useMutation({
    async onSuccess({ email }) {
      await utils.booking.history.invalidate({ id: booking.id });
      answer(`The mail is on its way to ${readableEmail(email)}.`);
    },
  });
  const start = useOneAtATime(resend);
  const label = labelOf(booking);
  if (label === undefined) return null;
  return (
    <>
      <WorkButton
        variant="default"
        size="sm"
        label={label}
        workingLabel="Sending…"
        isWorking={resend.isPending}
        onClick={() => start({ id: booking.id })}
      />
      {resend.isError && <ErrorNotice error={resend.error} />}
    </>
  );
}

/** What there is to be mailed; undefined if that is nothing, or there is no address. */
function labelOf({ status, isOffer, guest, attendee }: BookingDetails): string | undefined {
  if (attendee.email === "") return undefined;
  if (status === "confirmed") return "Mail the tickets again";
  if (status !== "pending") return undefined;
  if (isOffer) return "Mail the offer again";
  return guest !== null && guest.provedAt === null ? "Mail the link again" : undefined;
}
