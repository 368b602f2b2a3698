import type { createAsGuestInput } from "@foyer/contract/booking";
import { useNavigate } from "@tanstack/react-router";
import type { z } from "zod";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";
import { deviceBookings } from "./device-bookings";

/** What is booked, besides who it is for. */
export type GuestOrder = Omit<z.input<typeof createAsGuestInput>, "name" | "email" | "idempotencyKey">;

/** Books without an account, with one idempotency key per intent, and goes to the payment or the mailed link. */
export function useBookAsGuest(order: GuestOrder) {
  const refresh = useRefreshTickets();
  const navigate = useNavigate();
  const { keyFor, settle } = useIdempotencyKey();
  const booking = trpc.booking.createAsGuest.useMutation({
    ...retryWithKey,
    async onSuccess({ id, eventId }) {
      settle();
      deviceBookings.add(eventId, id);
      await navigate({ to: "/bookings/$bookingId/pay", params: { bookingId: id } });
      await refresh();
    },
    async onError(error) {
      if (errorCodeOf(error) === "IDEMPOTENCY_KEY_REUSED") settle();
      await refresh();
    },
  });
  const start = useOneAtATime(booking);
  return {
    error: booking.error,
    expected: order.expectedTotalAmount,
    isWorking: booking.isPending,
    book(guest: { readonly name: string; readonly email: string }) {
      const asked = { ...order, ...guest };
      start({ ...asked, idempotencyKey: keyFor(JSON.stringify(asked)) });
    },
  };
}
