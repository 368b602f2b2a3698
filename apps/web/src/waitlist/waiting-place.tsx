import type { BookingView } from "@foyer/contract/booking";
import type { EventDetails } from "@foyer/contract/event";
import type { WaitlistEntryView } from "@foyer/contract/waitlist";
import { Text } from "@mantine/core";
import panel from "../events/booking-panel.module.css";
import { ErrorNotice } from "../shared/error-notice";
import { useFocusIfLost } from "../shared/focus-if-lost";
import { WorkButton } from "../shared/work-button";
import { ChangeWanted } from "./change-wanted";
import { useLeaveWaitlist } from "./use-waitlist";
import classes from "./waiting-place.module.css";
import { placeTickets, positionWords } from "./waitlist-words";

type WaitingPlaceProps = {
  entry: WaitlistEntryView;
  event: EventDetails;
  /** What the user's booking has already. */
  has?: BookingView["items"];
};

/** The user's place on the event's waiting list. */
export function WaitingPlace({ entry, event, has }: WaitingPlaceProps) {
  const leave = useLeaveWaitlist(entry.eventId);
  const line = useFocusIfLost<HTMLParagraphElement>();
  return (
    <div className={panel.still}>
      {leave.error && <ErrorNotice error={leave.error} />}
      <div className={classes.place}>
        <Text fw={600} aria-live="polite" ref={line} tabIndex={-1}>
          {entry.position === null ? "You are on the waiting list" : positionWords(entry.position)} for{" "}
          {placeTickets(entry, has !== undefined)}.
        </Text>
        <Text size="sm" c="dimmed">
          {entry.ticketQuantity === 1
            ? "When one comes back it is held for you, and you get a mail."
            : "When they come back they are held for you, and you get a mail."}
          {has !== undefined &&
            ` ${entry.ticketQuantity === 1 ? "It is" : "They are"} added to your booking if you take ${entry.ticketQuantity === 1 ? "it" : "them"}.`}
        </Text>
      </div>
      {entry.position !== null && (
        // Reset when the quantity changed, here or in another tab.
        <ChangeWanted
          key={entry.ticketQuantity}
          entry={{ ...entry, position: entry.position }}
          event={event}
          has={has}
        />
      )}
      <WorkButton
        variant="default"
        label="Leave the waiting list"
        workingLabel="Leaving…"
        isWorking={leave.isWorking}
        onClick={leave.start}
      />
    </div>
  );
}
