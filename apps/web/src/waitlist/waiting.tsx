import type { WaitlistEntryView } from "@foyer/contract/waitlist";
import type { ReactNode } from "react";
import { ErrorNotice } from "../shared/error-notice";
import { BlockLink } from "../shared/links";
import { whenIn } from "../shared/times";
import { useMyWaitlist } from "./use-my-waitlist";
import classes from "./waiting.module.css";
import { outcomeWords, placeTickets, positionWords } from "./waitlist-words";

/** The user's places, and recently ended ones. Offers and accepted places are listed as bookings instead. */
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
  const ended = list.data?.filter((entry) => outcomeWords(entry) !== undefined) ?? [];
  return (
    <>
      {waiting.length > 0 && (
        <Places id="waiting" title="Waiting">
          {waiting.map((entry) => (
            <PlaceRow key={entry.id} entry={entry}>
              <span className={classes.place}>
                {entry.position === null ? "You are on the list" : positionWords(entry.position)} for{" "}
                {placeTickets(entry)}
              </span>
            </PlaceRow>
          ))}
        </Places>
      )}
      {ended.length > 0 && (
        <Places id="waited" title="No longer waiting">
          {ended.map((entry) => (
            <PlaceRow key={entry.id} entry={entry}>
              <span>{outcomeWords(entry)}</span>
            </PlaceRow>
          ))}
        </Places>
      )}
    </>
  );
}

function Places({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className={classes.section} aria-labelledby={id}>
      <h2 id={id} className={classes.title}>
        {title}
      </h2>
      <ul className={classes.list}>{children}</ul>
    </section>
  );
}

function PlaceRow({ entry, children }: { entry: WaitlistEntryView; children: ReactNode }) {
  const { event } = entry;
  return (
    <li>
      <BlockLink to="/events/$eventId" params={{ eventId: event.id }} className={classes.row}>
        <span className={classes.name} dir="auto">
          {event.name}
        </span>
        <span className={classes.soft}>{whenIn(event.dateTime, event.timeZone)}</span>
        {children}
      </BlockLink>
    </li>
  );
}
