import type { Invariant } from "@foyer/contract/reconciliation";
import { Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { trpc } from "../api/client";
import { errorMessage } from "../api/error-message";
import { Loading } from "../shared/loading";
import { WorkButton } from "../shared/work-button";
import classes from "./ledger-status.module.css";

const WRONG: Record<Invariant, string> = {
  CAPACITY_MATCHES_BOOKINGS: "the tickets taken are not those of the bookings",
  AVAILABLE_MATCHES_LOG: "the available tickets are not what the capacity log comes to",
  CAPACITY_MATCHES_BOOKING_LOG: "the tickets taken are not what the log has for bookings",
  AVAILABLE_IN_RANGE: "there are fewer tickets than none, or more than the capacity",
  PAYMENTS_MATCH_BOOKINGS: "the money held is not what the paid bookings cost",
  WAITING_MATCHES_LIST: "the waiting list is not as long as the event says",
  TICKET_TYPES_MATCH_BOOKINGS: "the tickets taken of a kind are not those of the bookings",
  TICKET_TYPES_MATCH_LOG: "the tickets taken of a kind are not what the log has of it",
  TICKET_TYPES_MATCH_WAITING_LIST: "the waiting list for a kind is not as long as the event says",
  TICKET_TYPES_WITHIN_QUOTA: "more tickets of a kind are taken than its quota",
  CODE_USES_MATCH_BOOKINGS: "a discount code is used by another number of bookings than it says",
};

/** Whether the event's ledger balances: tickets, capacity log and money. */
export function LedgerStatus({ eventId }: { eventId: string }) {
  const books = trpc.event.reconcile.useQuery({ eventId });
  const again = () => void books.refetch();
  if (books.isError) {
    return (
      <p className={classes.line}>
        <span>Whether the books balance could not be checked. {errorMessage(books.error)}</span>
        <Button variant="default" size="compact-md" onClick={again}>
          Check again
        </Button>
      </p>
    );
  }
  if (!books.data) {
    return (
      <Loading size="line">
        <p className={classes.line}>Checking the books…</p>
      </Loading>
    );
  }
  const { ok, broken } = books.data;
  return (
    <p className={classes.line} data-wrong={!ok || undefined}>
      <span role="status" className={classes.state}>
        {ok ? <IconCheck size={18} aria-hidden /> : <IconAlertTriangle size={18} aria-hidden />}
        {ok ? (
          "The books balance: bookings, capacity log and payments agree."
        ) : (
          <Text span fw={600}>
            The books do not balance: {broken.map((one) => WRONG[one]).join("; ")}. Tell an admin.
          </Text>
        )}
      </span>
      <WorkButton
        variant="default"
        size="compact-md"
        label="Check again"
        workingLabel="Checking…"
        isWorking={books.isFetching}
        onClick={again}
      />
    </p>
  );
}
