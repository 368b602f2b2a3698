import { useEffect, useMemo } from "react";
import { trpc } from "../api/client";
import { reasonOfError } from "../api/error-words";
import { useMe } from "../api/session";
import { dropTickets, findKeptTickets, type KeptTickets, keepTickets } from "./kept-tickets";

/** How often admissions are looked at while the tickets are shown. */
const LOOK_MS = 15_000;

type Tickets =
  | { kind: "loading" }
  | { kind: "failed"; error: unknown; retry: () => void }
  /** `isKept`: they come from this device, because Foyer cannot be reached. */
  | { kind: "shown"; shown: KeptTickets; isKept: boolean };

/** A booking's tickets: as the server has them, or as this device last saw them while it cannot be reached. */
export function useTickets(bookingId: string): Tickets {
  const userId = useMe()?.id;
  const booking = trpc.booking.byId.useQuery({ id: bookingId });
  const tickets = trpc.booking.tickets.useQuery({ id: bookingId }, { refetchInterval: LOOK_MS });
  const kept = useMemo(
    () => (userId === undefined ? undefined : findKeptTickets(userId, bookingId)),
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
    if (seen.tickets.length > 0) keepTickets(userId, seen);
    else dropTickets(userId, seen.booking.id);
  }, [userId, seen]);

  const isAway = [booking, tickets].some(
    ({ failureReason, fetchStatus }) =>
      fetchStatus === "paused" || (failureReason !== null && reasonOfError(failureReason) === undefined),
  );
  if (seen) return { kind: "shown", shown: seen, isKept: isAway };
  if (isAway && kept) return { kind: "shown", shown: kept, isKept: true };
  const failed = [booking, tickets].find(({ isLoadingError }) => isLoadingError);
  if (!failed) return { kind: "loading" };
  return { kind: "failed", error: failed.error, retry: () => void failed.refetch() };
}
