import type { EventView } from "@foyer/contract/event";
import { MAX_TICKETS_PER_BOOKING } from "@foyer/contract/money";
import type { WaitlistEntryView } from "@foyer/contract/waitlist";
import { Text } from "@mantine/core";
import { useState } from "react";
import { TicketStepper } from "../events/ticket-stepper";
import { counted } from "../shared/counted";
import { ErrorNotice } from "../shared/error-notice";
import { WorkButton } from "../shared/work-button";
import { useJoinWaitlist } from "./use-waitlist";
import { costOfMore } from "./waitlist-words";

type ChangeWantedProps = { entry: WaitlistEntryView & { position: number }; event: EventView };

/** Changes the requested quantity, and shows beforehand if that costs the place. */
export function ChangeWanted({ entry, event }: ChangeWantedProps) {
  const [quantity, setQuantity] = useState(entry.ticketQuantity);
  const change = useJoinWaitlist(entry.eventId);
  const isMore = quantity > entry.ticketQuantity;
  const cost = isMore ? costOfMore(entry.position, event.waitingCount) : undefined;
  const tickets = counted(quantity, "ticket");
  return (
    <>
      {change.error != null && <ErrorNotice error={change.error} />}
      <TicketStepper
        quantity={quantity}
        max={Math.min(event.capacity, MAX_TICKETS_PER_BOOKING)}
        onChange={setQuantity}
      />
      <Text size="sm" aria-live="polite">
        {quantity !== entry.ticketQuantity && (cost ?? "You keep your place in line.")}
      </Text>
      {quantity !== entry.ticketQuantity && (
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
