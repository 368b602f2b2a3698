import { isolated } from "@foyer/contract/characters";
import { trpc } from "../api/client";
import { AddBooking } from "../by-hand/add-booking";
import classes from "../by-hand/by-hand.module.css";
import { TableSkeleton } from "../manage/event-table";
import { useManagedEvent } from "../manage/managed-event";
import { ErrorNotice } from "../shared/error-notice";
import { TextLink } from "../shared/links";
import { usePageTitle } from "../shared/page-title";

/** Books tickets for somebody, for those who run the event. */
export function AddBookingPage() {
  const event = useManagedEvent();
  const kinds = trpc.event.ticketTypes.useQuery({ eventId: event.id });
  const questions = trpc.question.list.useQuery({ eventId: event.id });
  const failed = [kinds, questions].find(({ isLoadingError }) => isLoadingError);
  usePageTitle(`Add a booking: ${isolated(event.name)}`);
  return (
    <>
      <TextLink to="/manage/$eventId/attendees" params={{ eventId: event.id }} size="sm">
        Attendees
      </TextLink>
      <h2 className={classes.title}>Add a booking</h2>
      {failed ? (
        <ErrorNotice
          title="The tickets could not be loaded."
          error={failed.error}
          onRetry={() => void failed.refetch()}
        />
      ) : !kinds.data || !questions.data ? (
        <TableSkeleton />
      ) : (
        <AddBooking event={event} kinds={kinds.data} questions={questions.data} />
      )}
    </>
  );
}
