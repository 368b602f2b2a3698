import type { BookingDetails } from "@foyer/contract/booking";
import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { sameTickets } from "../events/order";
import { counted } from "../shared/counted";
import { useFocusIfLost } from "../shared/focus-if-lost";
import { ButtonLink } from "../shared/links";
import { Typed } from "../shared/typed";
import type { CheckoutState } from "./checkout-state";
import { attemptWords } from "./payment-words";
import { wayOf } from "./ways-to-pay";

type OverCheckoutProps = {
  booking: BookingDetails;
  state: Exclude<CheckoutState, { kind: "to-pay" | "needs-action" | "under-way" | "confirmed" }>;
};

/** Shown when there is nothing to pay any more: why, and what the user can do. */
export function OverCheckout({ booking, state }: OverCheckoutProps) {
  const tickets = counted(booking.ticketQuantity, "ticket");
  switch (state.kind) {
    case "ran-out":
      return (
        <Over title="The tickets went back on sale" action={<BookAgain booking={booking} />}>
          The time to pay for {tickets} ran out. Nothing was charged.
        </Over>
      );
    case "replaced":
      return (
        <Over
          title="Your payment came late, and you have your tickets"
          action={
            <ButtonLink to="/bookings/$bookingId/tickets" params={{ bookingId: state.bookingId }}>
              Show {tickets}
            </ButtonLink>
          }
        >
          The time to pay had run out before the money came. There were tickets left, so Foyer booked{" "}
          {tickets} anew with it.
        </Over>
      );
    case "too-late":
      return (
        <Over title="Your payment came too late" action={<BookAgain booking={booking} />}>
          The tickets had gone to somebody else before the money came.{" "}
          {attemptWords({ ...state.payment, isLate: false })}
        </Over>
      );
    case "given-back":
      return (
        <Over title="You gave the tickets back" action={<BookAgain booking={booking} />}>
          {tickets} went back on sale, and nothing was charged.
        </Over>
      );
    case "event-cancelled":
      return (
        <Over title="This event is cancelled" action={<ButtonLink to="/">See other events</ButtonLink>}>
          <Typed>{booking.event.cancellationReason ?? "The organizer cancelled it."}</Typed> Nothing was
          charged.
        </Over>
      );
  }
}

type OverProps = { title: string; children: ReactNode; action: ReactNode };

function Over({ title, children, action }: OverProps) {
  const heading = useFocusIfLost<HTMLHeadingElement>();
  return (
    <Stack align="flex-start" gap="md" role="alert">
      <div>
        <Title order={2} size="h3" mb={4} ref={heading} tabIndex={-1}>
          {title}
        </Title>
        <Text>{children}</Text>
      </div>
      {action}
    </Stack>
  );
}

function BookAgain({ booking }: { booking: BookingDetails }) {
  return (
    <ButtonLink
      to="/events/$eventId"
      params={{ eventId: booking.eventId }}
      search={{ ...sameTickets(booking), pay: wayOf(booking.paymentMethod) }}
    >
      Book again
    </ButtonLink>
  );
}
