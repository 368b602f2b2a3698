import type { EventView } from "@foyer/contract/event";
import { MAX_TICKETS_PER_BOOKING } from "@foyer/contract/money";
import type { WaitlistEntryView } from "@foyer/contract/waitlist";
import { Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { PanelBar } from "../events/panel-bar";
import { TicketStepper } from "../events/ticket-stepper";
import { counted } from "../shared/counted";
import { ErrorNotice } from "../shared/error-notice";
import { ButtonLink } from "../shared/links";
import { WorkButton } from "../shared/work-button";
import { useJoinWaitlist } from "./use-waitlist";
import { outcomeWords } from "./waitlist-words";

const route = getRouteApi("/events/$eventId");

type JoinWaitlistProps = {
  event: EventView;
  isSignedIn: boolean;
  /** The error of the user's own attempt to book, if the page learned from it that the event is sold out. */
  bookingError: unknown;
  /** The user's earlier place on this list, if it ended recently. */
  before: WaitlistEntryView | undefined;
};

/** The form to join the waiting list of a sold-out event. */
export function JoinWaitlist({ event, isSignedIn, bookingError, before }: JoinWaitlistProps) {
  const navigate = route.useNavigate();
  const { tickets } = route.useSearch();
  const join = useJoinWaitlist(event.id);
  const max = Math.min(event.capacity, MAX_TICKETS_PER_BOOKING);
  const quantity = Math.min(tickets ?? 1, max);
  const error = join.error ?? bookingError;
  const label = "Join the waiting list";
  const outcome = before && outcomeWords(before);
  return (
    <>
      <PanelBar>
        {error != null && <ErrorNotice error={error} />}
        {outcome !== undefined && <Text>{outcome}</Text>}
        <Text>Sold out. How many would you take if tickets come back?</Text>
        <TicketStepper
          quantity={quantity}
          max={max}
          onChange={(value) =>
            void navigate({ search: { tickets: value }, replace: true, resetScroll: false })
          }
        />
        {isSignedIn ? (
          <WorkButton
            fullWidth
            label={label}
            workingLabel="Joining…"
            isWorking={join.isWorking}
            onClick={() => join.start(quantity)}
          />
        ) : (
          <ButtonLink
            fullWidth
            to="/sign-in"
            search={{ redirect: `/events/${event.id}?tickets=${quantity}` }}
          >
            {label}
          </ButtonLink>
        )}
      </PanelBar>
      <Text size="sm" c="dimmed">
        {event.waitingCount > 0 && `${counted(event.waitingCount, "person waits", "people wait")} already. `}
        Tickets that come back are held for the first in line, who gets a mail and has some hours to take
        them. Waiting costs nothing.
      </Text>
    </>
  );
}
