import type { WaitlistEntryView } from "@foyer/contract/waitlist";
import { counted } from "../shared/counted";
import { ErrorNotice } from "../shared/error-notice";
import { BlockLink } from "../shared/links";
import { whenIn } from "../shared/times";
import { useMyWaitlist } from "./use-my-waitlist";
import classes from "./waiting.module.css";
import { positionWords } from "./waitlist-words";

/** The events whose tickets the reader waits for. What is offered stands among the bookings, as it is held. */
export function Waiting() {
  const list = useMyWaitlist();
  if (list.isLoadingError) {
    return (
      <ErrorNotice
        title="The waiting lists you are on could not be loaded."
        error={list.error}
        onRetry={() => void list.refetch()}
      />
    );
  }
  const waiting = list.data?.filter(({ state }) => state === "waiting") ?? [];
  if (waiting.length === 0) return null;
  return (
    <section className={classes.section} aria-labelledby="waiting">
      <h2 id="waiting" className={classes.title}>
        Waiting
      </h2>
      <ul className={classes.list}>
        {waiting.map((entry) => (
          <li key={entry.id}>
            <WaitingRow entry={entry} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function WaitingRow({ entry }: { entry: WaitlistEntryView }) {
  const { event, position } = entry;
  return (
    <BlockLink to="/events/$eventId" params={{ eventId: event.id }} className={classes.row}>
      <span className={classes.name}>{event.name}</span>
      <span className={classes.soft}>{whenIn(event.dateTime, event.timeZone)}</span>
      <span className={classes.place}>
        {position === null ? "You are on the list" : positionWords(position)} for{" "}
        {counted(entry.ticketQuantity, "ticket")}
      </span>
    </BlockLink>
  );
}
