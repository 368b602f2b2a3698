import type { BookingView } from "@foyer/contract/booking";
import type { EventDetails } from "@foyer/contract/event";
import type { WaitlistEntryView } from "@foyer/contract/waitlist";
import { Text } from "@mantine/core";
import { useState } from "react";
import { TicketStepper } from "../events/ticket-stepper";
import { counted } from "../shared/counted";
import { ErrorNotice } from "../shared/error-notice";
import { WorkButton } from "../shared/work-button";
import { useJoinWaitlist } from "./use-waitlist";
import { waitLimits } from "./wait-limits";
import { costOfMore } from "./waitlist-words";

type ChangeWantedProps = {
  entry: WaitlistEntryView & { position: number };
  event: EventDetails;
  /** What the user's booking has already. */
  has: BookingView["items"] | undefined;
};

/** Changes the requested quantity, and shows beforehand if that costs the place. */
export function ChangeWanted({ entry, event, has }: ChangeWantedProps) {
  const [quantity, setQuantity] = useState(entry.ticketQuantity);
  const change = useJoinWaitlist(entry.eventId);
  const { min, max, waitingCount } = waitLimits(
    event,
    event.ticketTypes.find(({ id }) => id === entry.ticketType?.id),
    has,
  );
  const isChange = quantity !== entry.ticketQuantity;
  const isMore = quantity > entry.ticketQuantity;
  const cost = isMore ? costOfMore(entry.position, waitingCount) : undefined;
  const tickets = counted(quantity, "ticket");
  return (
    <>
      {change.error != null && <ErrorNotice error={change.error} />}
      <div>
        <TicketStepper quantity={quantity} min={min} max={max} onChange={setQuantity} />
        <Text size="sm" mt={isChange ? "xs" : 0} aria-live="polite">
          {isChange && (cost ?? "You keep your place in line.")}
        </Text>
      </div>
      {isChange && (
        <WorkButton
          label={cost === undefined ? `Wait for ${tickets}` : `Go to the end for ${tickets}`}
          workingLabel="Changing…"
          isWorking={change.isWorking}
          onClick={() => change.start(quantity, { mayLosePlace: isMore })}
        />
      )}
    </>
  );
}
