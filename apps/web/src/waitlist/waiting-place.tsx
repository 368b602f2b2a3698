import type { EventView } from "@foyer/contract/event";
import type { WaitlistEntryView } from "@foyer/contract/waitlist";
import { Text } from "@mantine/core";
import panel from "../events/booking-panel.module.css";
import { counted } from "../shared/counted";
import { ErrorNotice } from "../shared/error-notice";
import { useFocusIfLost } from "../shared/focus-if-lost";
import { WorkButton } from "../shared/work-button";
import { ChangeWanted } from "./change-wanted";
import { useLeaveWaitlist } from "./use-waitlist";
import classes from "./waiting-place.module.css";
import { positionWords } from "./waitlist-words";

type WaitingPlaceProps = { entry: WaitlistEntryView; event: EventView };

/** The user's place on the event's waiting list. */
export function WaitingPlace({ entry, event }: WaitingPlaceProps) {
  const leave = useLeaveWaitlist(entry.eventId);
  const line = useFocusIfLost<HTMLParagraphElement>();
  return (
    <div className={panel.still}>
      {leave.error && <ErrorNotice error={leave.error} />}
      <div className={classes.place}>
        <Text fw={600} aria-live="polite" ref={line} tabIndex={-1}>
          {entry.position === null ? "You are on the waiting list" : positionWords(entry.position)} for{" "}
          {counted(entry.ticketQuantity, "ticket")}.
        </Text>
        <Text size="sm" c="dimmed">
          When they come back they are held for you, and you get a mail.
        </Text>
      </div>
      {entry.position !== null && (
        // Reset when the quantity changed, here or in another tab.
        <ChangeWanted
          key={entry.ticketQuantity}
          entry={{ ...entry, position: entry.position }}
          event={event}
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
