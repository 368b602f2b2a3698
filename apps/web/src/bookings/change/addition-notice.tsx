import type { BookingAddition, BookingView } from "@foyer/contract/booking";
import { Button, Text } from "@mantine/core";
import { trpc } from "../../api/client";
import { retryWithKey } from "../../api/query-client";
import { useRefreshTickets } from "../../api/refresh";
import { useActionMessage } from "../../shared/action-messages";
import { ErrorNotice } from "../../shared/error-notice";
import { useIdempotencyKey } from "../../shared/idempotency-key";
import { ButtonLink } from "../../shared/links";
import { useOneAtATime } from "../../shared/one-at-a-time";
import { serverClock } from "../../shared/server-clock";
import { useRefreshOnceOver } from "../use-refresh-once-over";
import classes from "./change-tickets.module.css";
import { additionWords, dropWords, goOnLabel } from "./change-words";

/**
 * The tickets that are held in addition to a booking, also those that the waiting list offers: paying for them, or giving them
 * up.
 */
export function AdditionNotice({ booking }: { booking: BookingView }) {
  const { addition } = booking;
  const isOver = useRefreshOnceOver(addition?.holdExpiresAt ?? null);
  const drop = useDropAddition(booking);
  if (addition === null || isOver) return null;
  return (
    <section className={classes.held} aria-label="Tickets held in addition">
      <Text fw={600}>{additionWords(addition, booking.currency, serverClock.now())}</Text>
      {drop.error && <ErrorNotice error={drop.error} />}
      <div className={classes.actions}>
        {!addition.isCash && (
          <ButtonLink to="/bookings/$bookingId/pay" params={{ bookingId: booking.id }}>
            {goOnLabel(addition, booking.currency, isPaidLater(booking, addition))}
          </ButtonLink>
        )}
        <Button variant="subtle" color="gray" loading={drop.isWorking} onClick={drop.start}>
          {dropWords(addition).label}
        </Button>
      </div>
    </section>
  );
}

/** Whether nothing is paid for an addition now: it is free, or paid in cash together with its booking. It waits for answers. */
export function isPaidLater(
  { paymentStatus }: Pick<BookingView, "paymentStatus">,
  { amount }: Pick<BookingAddition, "amount">,
): boolean {
  return amount === 0 || paymentStatus !== "paid";
}

/** Gives up the tickets that are held in addition. */
export function useDropAddition({ id, addition }: Pick<BookingView, "id" | "addition">, done?: string) {
  const answer = useActionMessage();
  const refresh = useRefreshTickets();
  const { keyFor, settle } = useIdempotencyKey();
  const words = done ?? (addition === null ? "" : dropWords(addition).done);
  const drop = trpc.booking.dropAddition.useMutation({
    ...retryWithKey,
    async onSuccess() {
      settle();
      await refresh();
      answer(words);
    },
    async onError() {
      settle();
      await refresh();
    },
  });
  const start = useOneAtATime(drop);
  return {
    error: drop.error,
    isWorking: drop.isPending,
    start: () => start({ id, idempotencyKey: keyFor(id) }),
  };
}
