import type { BookingDetails } from "@foyer/contract/booking";
import { useEffect } from "react";
import { trpc } from "../api/client";
import { deviceBookings } from "./device-bookings";
import { isOpenToGuest } from "./own-booking";

/**
 * The booking of an event that this device opens without an account.
 *
 * @param isGuest whether nobody is signed in: an account has its own bookings
 */
export function useDeviceBooking(
  eventId: string,
  isGuest: boolean,
): { readonly booking: BookingDetails | undefined; readonly isLoading: boolean } {
  const id = isGuest ? deviceBookings.of(eventId) : undefined;
  const { data, isLoading } = trpc.booking.byId.useQuery(
    { id: id ?? "" },
    { enabled: id !== undefined, retry: false },
  );
  return { booking: id === undefined ? undefined : data, isLoading };
}

/** Remembers on this device that it opens a guest's booking, by the link of a mail, so that the event leads to it. */
export function useRememberOnDevice(
  booking: Pick<BookingDetails, "id" | "eventId" | "userId" | "status">,
): void {
  const { id, eventId } = booking;
  const isToKeep = isOpenToGuest(booking) && booking.status !== "cancelled";
  useEffect(() => {
    if (isToKeep) deviceBookings.add(eventId, id);
  }, [isToKeep, eventId, id]);
}
