import { isolated } from "@foyer/contract/characters";
import { readableEmail } from "@foyer/contract/email";
import type { EventView } from "@foyer/contract/event";
import type { AnswerInput } from "@foyer/contract/question";
import { useNavigate } from "@tanstack/react-router";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { ticketsWords } from "../bookings/booking-words";
import { type Order, requestOf } from "../events/order";
import { useRefreshSale } from "../events/use-refresh-sale";
import { useActionMessage } from "../shared/action-messages";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";

/** Whom a booking is added for. */
export interface ForWhom {
  readonly name: string;
  readonly email?: string;
  readonly reason?: string;
}

/**
 * Adds a booking for somebody, with one idempotency key per intent, and goes to the booking's page.
 *
 * @param onRefused called with the error, for the fields that caused it
 */
export function useAddBooking(event: EventView, onRefused: (error: unknown) => void) {
  const refresh = useRefreshTickets();
  const refreshSale = useRefreshSale(event.id);
  const utils = trpc.useUtils();
  const navigate = useNavigate();
  const answer = useActionMessage();
  const { keyFor, settle } = useIdempotencyKey();
  const booking = trpc.booking.createForSomebody.useMutation({
    ...retryWithKey,
    async onSuccess(made, { name, email }) {
      settle();
      const params = { eventId: event.id, bookingId: made.id };
      await navigate({ to: "/manage/$eventId/attendees/$bookingId", params });
      const mailed =
        email === undefined ? "Nothing is mailed." : `They are mailed to ${readableEmail(email.trim())}.`;
      answer(`Booked for ${isolated(name)}: ${ticketsWords(made)}. ${mailed}`);
      await refresh();
    },
    async onError(error) {
      if (errorCodeOf(error) === "IDEMPOTENCY_KEY_REUSED") settle();
      onRefused(error);
      // What the event asks may have changed since the page was opened.
      await Promise.all([refreshSale(error), utils.question.list.invalidate({ eventId: event.id })]);
    },
  });
  const start = useOneAtATime(booking);
  return {
    error: booking.error,
    /** The price of the last attempt, in minor units. */
    expected: booking.variables?.expectedTotalAmount,
    isWorking: booking.isPending,
    forgetError() {
      if (booking.isError) booking.reset();
    },
    /**
     * @param order what is booked, at the displayed price
     * @param entered answers to the event's questions
     */
    add(order: Order, whom: ForWhom, entered: readonly AnswerInput[]) {
      const asked = {
        ...requestOf(order),
        ...whom,
        expectedTotalAmount: order.totalAmount,
        ...(entered.length > 0 && { answers: [...entered] }),
      };
      start({
        eventId: event.id,
        ...asked,
        idempotencyKey: keyFor(JSON.stringify([event.id, asked])),
      });
    },
  };
}
