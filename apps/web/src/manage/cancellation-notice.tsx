import type { EventView } from "@foyer/contract/event";
import { IconCalendarX } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { trpc } from "../api/client";
import { useRefreshTickets } from "../api/refresh";
import { TextLink } from "../shared/links";
import { whenHere } from "../shared/times";
import { Typed } from "../shared/typed";
import { progressWords } from "./cancel-words";
import classes from "./cancellation-notice.module.css";

/** How often the progress is polled while bookings are being cancelled. */
const PROGRESS_POLL_MS = 1_500;

/** Shown above every page of a cancelled event: the reason and the progress. */
export function CancellationNotice({ event }: { event: EventView }) {
  const stats = trpc.event.stats.useQuery(
    { eventId: event.id },
    {
      refetchInterval: (query) =>
        query.state.data?.cancellation?.state === "done" ? false : PROGRESS_POLL_MS,
    },
  );
  const progress = stats.data?.cancellation;
  useRefreshOnceDone(progress?.state);
  if (event.cancelledAt === null) return null;
  const all = progress ? progress.cancelledBookings + progress.remainingBookings : 0;
  const isRunning = progress?.state === "running";
  return (
    <section className={classes.notice} aria-label="Cancellation">
      <p className={classes.title}>
        <IconCalendarX size={20} aria-hidden />
        This event was cancelled on {whenHere(event.cancelledAt)}.
      </p>
      {event.cancellationReason && (
        <p className={classes.line}>
          “<Typed>{event.cancellationReason}</Typed>”
        </p>
      )}
      {progress && all > 0 && (
        <>
          {isRunning && (
            <progress
              className={classes.bar}
              max={all}
              value={progress.cancelledBookings}
              aria-label="Cancelled bookings"
            />
          )}
          <p className={classes.line} role="status">
            {progressWords(progress)}.{" "}
            {isRunning ? (
              "You may leave this page: it goes on by itself."
            ) : (
              <TextLink to="/manage/$eventId/refunds" params={{ eventId: event.id }}>
                See the refunds
              </TextLink>
            )}
          </p>
        </>
      )}
    </section>
  );
}

/** Lists fetched during the cancellation are stale. */
function useRefreshOnceDone(state: "running" | "done" | undefined): void {
  const refresh = useRefreshTickets();
  const before = useRef(state);
  useEffect(() => {
    if (before.current === "running" && state === "done") void refresh();
    before.current = state;
  }, [state, refresh]);
}
