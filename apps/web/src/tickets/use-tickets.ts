import { NO_ACCOUNT } from "@foyer/contract/ids";
import { useEffect, useMemo } from "react";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { useMe } from "../api/session";
import { isOpenToGuest } from "../guests/own-booking";
import { useLiveBookings } from "../live/use-live";
import { dropTickets, findStoredTickets, type StoredTickets, storeTickets } from "./ticket-store";

/** How often check-ins are polled while the tickets are shown. */
const POLL_MS = 15_000;

type Tickets =
  | { kind: "loading" }
  | { kind: "failed"; error: unknown; retry: () => void }
  /** `isKept`: they are the stored ones, because the server is unreachable. */
  | { kind: "shown"; shown: StoredTickets; isKept: boolean };

/** A booking's tickets from the server, or as stored on this device if the server is unreachable. */
export function useTickets(bookingId: string): Tickets {
  useLiveBookings();
  const me = useMe();
  const booking = trpc.booking.byId.useQuery({ id: bookingId });
  // A guest's tickets are kept for whoever has this device.
  const isGuests = booking.data === undefined ? me === null : isOpenToGuest(booking.data);
  const userId = isGuests ? NO_ACCOUNT : me?.id;
  const tickets = trpc.booking.tickets.useQuery({ id: bookingId }, { refetchInterval: POLL_MS });
  const kept = useMemo(
    () => (userId === undefined ? undefined : findStoredTickets(userId, bookingId)),
    [userId, bookingId],
  );

  const seenAt = Math.min(booking.dataUpdatedAt, tickets.dataUpdatedAt);
  const seen = useMemo(
    () =>
      booking.data && tickets.data
        ? { booking: booking.data, tickets: tickets.data, keptAt: new Date(seenAt) }
        : undefined,
    [booking.data, tickets.data, seenAt],
  );
  useEffect(() => {
    if (userId === undefined || seen === undefined || seen.booking.userId !== userId) return;
    if (seen.tickets.length > 0) storeTickets(userId, seen);
    else dropTickets(userId, seen.booking.id);
  }, [userId, seen]);

  const isAway = [booking, tickets].some(
    ({ failureReason, fetchStatus }) =>
      fetchStatus === "paused" || (failureReason !== null && errorCodeOf(failureReason) === undefined),
  );
  if (seen) return { kind: "shown", shown: seen, isKept: isAway };
  if (isAway && kept) return { kind: "shown", shown: kept, isKept: true };
  const failed = [booking, tickets].find(({ isLoadingError }) => isLoadingError);
  if (!failed) return { kind: "loading" };
  return { kind: "failed", error: failed.error, retry: () => void failed.refetch() };
}
