import type { EventDetails } from "@foyer/contract/event";
import { DEFAULT_TICKETS_PER_PERSON } from "@foyer/contract/money";
import { Text } from "@mantine/core";
import { cancellableUntil } from "../bookings/booking-words";
import type { WayToPay } from "../payments/ways-to-pay";
import { counted } from "../shared/counted";
import { whenIn } from "../shared/times";

type BookingTermsProps = {
  event: EventDetails;
  now: Date;
  isSignedIn: boolean;
  isFree: boolean;
  way: WayToPay;
};

/** What applies to a booking, in small print. */
export function BookingTerms({ event, now, isSignedIn, isFree, way }: BookingTermsProps) {
  const { timeZone, salesUntil, maxTicketsPerPerson } = event;
  const until = cancellableUntil(event);
  return (
    <Text size="sm" c="dimmed">
      {!isSignedIn && "You need no account. "}
      {!isFree && `${payWords(event, way)} `}
      {maxTicketsPerPerson !== DEFAULT_TICKETS_PER_PERSON &&
        `One person can have ${counted(maxTicketsPerPerson, "ticket")} at most. `}
      {salesUntil !== null && `Sales end ${whenIn(salesUntil, timeZone)}. `}
      {until > now
        ? `You can cancel until ${whenIn(until, timeZone)}.`
        : "So close to the start a booking can no longer be cancelled."}
    </Text>
  );
}

function payWords({ cashDueAt, timeZone }: EventDetails, way: WayToPay): string {
  if (way !== "cash") return "You pay on the next page.";
  return cashDueAt === null
    ? "You pay at the door, in cash."
    : `You pay the organizer in cash by ${whenIn(cashDueAt, timeZone)}; unpaid tickets go back on sale then.`;
}
