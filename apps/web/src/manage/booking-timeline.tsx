import { trpc } from "../api/client";
import { ErrorNotice } from "../shared/error-notice";
import { whenHere } from "../shared/times";
import { TableSkeleton } from "./event-table";
import { historyWords } from "./history-words";
import classes from "./managed-booking.module.css";

/** Everything that happened to a booking, newest first: tickets, money, mails and the door. */
export function BookingTimeline({ bookingId, currency }: { bookingId: string; currency: string }) {
  const history = trpc.booking.history.useQuery({ id: bookingId });
  const told = new Set(history.data?.flatMap((entry) => (entry.kind === "changed" ? [entry.reason] : [])));
  return (
    <section aria-labelledby="history" className={classes.section}>
      <h3 id="history" className={classes.heading}>
        History
      </h3>
      {history.isLoadingError ? (
        <ErrorNotice
          title="The history could not be loaded."
          error={history.error}
          onRetry={() => void history.refetch()}
        />
      ) : !history.data ? (
        <TableSkeleton rows={4} />
      ) : (
        <ol className={classes.history}>
          {history.data.map((entry, index) => {
            const { what, more } = historyWords(entry, currency, told);
            return (
              <li key={index} className={classes.entry}>
                <span>
                  {what}
                  {more !== undefined && <span className={classes.more}>{more}</span>}
                </span>
                <span className={classes.when}>{whenHere(entry.at)}</span>
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}
