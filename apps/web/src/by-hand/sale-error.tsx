import { errorCodeOf, isNoAnswer } from "../api/error-message";
import { BookingError } from "../bookings/booking-error";
import { priceChangeOf } from "../bookings/price-change-words";
import { ErrorNotice } from "../shared/error-notice";

type SaleErrorProps = {
  error: unknown;
  /** The amount that was sent, in minor units. */
  expected: number | undefined;
};

/** Why tickets were not sold, for those who run the event: elsewhere the words are for attendees. */
export function SaleError({ error, expected }: SaleErrorProps) {
  if (priceChangeOf(error) !== undefined) {
    return <BookingError error={error} expected={expected} nothing="Nothing was booked." />;
  }
  return <ErrorNotice error={error} words={saleErrorWords(error)} />;
}

/**
 * What differs from what attendees are told; undefined where nothing does.
 *
 * @param hasBegun whether the event has, after which no tickets are added to bookings
 */
export function saleErrorWords(error: unknown, hasBegun = false): string | undefined {
  if (isNoAnswer(error)) {
    return "No answer came, so it may be booked already. Press again without changing anything: it is then booked once.";
  }
  switch (errorCodeOf(error)) {
    case "BOOKING_ALREADY_ACTIVE":
      return hasBegun
        ? "There is a booking for this address already, and the event has begun, so no tickets are added to it. Book without the address."
        : "There is a booking for this address already. Find it among the attendees and add tickets there, or book without the address.";
    case "EMAIL_TAKEN":
      return "This address is kept for an account that may take it back. Use another one.";
    case "EVENT_NOT_OPEN":
      return "Sales are closed, or the event is over. Nothing was booked.";
    case "EVENT_CANCELLED":
      return "This event was cancelled. Nothing was booked.";
    case "EVENT_SOLD_OUT":
      return "There are not that many tickets left, or others wait for them. Choose fewer.";
    default:
      return undefined;
  }
}
