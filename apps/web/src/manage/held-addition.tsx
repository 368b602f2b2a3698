import type { BookingDetails } from "@foyer/contract/booking";
import { useDropAddition } from "../bookings/change/addition-notice";
import { ErrorNotice } from "../shared/error-notice";
import { WorkButton } from "../shared/work-button";
import { TakeCash } from "./cash-question";

/** What can be done about tickets that are held in addition to a booking: their cash is taken, or they are given up. */
export function HeldAddition({ booking }: { booking: BookingDetails }) {
  const { id, addition, currency, attendee, payments, paymentStatus } = booking;
  const drop = useDropAddition(
    booking,
    addition?.isOffer === true
      ? "The offer was taken back. The booking stays as it is."
      : "The additional tickets went back on sale. The booking stays as it is.",
  );
  if (addition === null) return null;
  // While a payment is open, its outcome decides.
  const isOpen = payments.some(({ state }) => state === "under_way" || state === "needs_action");
  return (
    <>
      {!isOpen && addition.amount > 0 && paymentStatus === "paid" && (
        <TakeCash
          booking={{ id, amount: addition.amount, currency, attendeeName: attendee.name }}
          size="sm"
        />
      )}
      <WorkButton
        variant="default"
        size="sm"
        label={addition.isOffer ? "Take back the offer" : "Give up the held tickets"}
        workingLabel={addition.isOffer ? "Taking back…" : "Giving up…"}
        isWorking={drop.isWorking}
        onClick={drop.start}
      />
      {drop.error && <ErrorNotice error={drop.error} />}
    </>
  );
}
