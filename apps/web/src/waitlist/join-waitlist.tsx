import type { BookingView } from "@foyer/contract/booking";
import { isolated } from "@foyer/contract/characters";
import type { EventDetails } from "@foyer/contract/event";
import type { TicketTypeView } from "@foyer/contract/ticket-type";
import type { WaitlistEntryView } from "@foyer/contract/waitlist";
import { Button, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { orderAddress } from "../events/order";
import { PanelBar } from "../events/panel-bar";
import { TicketStepper } from "../events/ticket-stepper";
import { counted } from "../shared/counted";
import { ErrorNotice } from "../shared/error-notice";
import { useFocusIfLost } from "../shared/focus-if-lost";
import { ButtonLink } from "../shared/links";
import { WorkButton } from "../shared/work-button";
import { useJoinWaitlist } from "./use-waitlist";
import { waitLimits } from "./wait-limits";
import { outcomeWords } from "./waitlist-words";

const route = getRouteApi("/events/$eventId");

type JoinWaitlistProps = {
  event: EventDetails;
  /** The kind to wait for, where there are several. */
  ticketType?: TicketTypeView;
  isSignedIn: boolean;
  /** The error of the user's own attempt to book, if the page learned from it that the event is sold out. */
  bookingError: unknown;
  /** The user's earlier place on this list, if it ended recently. */
  before: WaitlistEntryView | undefined;
  /** What the user's booking has already. */
  has?: BookingView["items"];
  /** Closes the form, where there is something else to see. */
  onClose?: () => void;
};

/** The form to join the waiting list of a sold-out event, or of a kind of its tickets. */
export function JoinWaitlist({
  event,
  ticketType,
  isSignedIn,
  bookingError,
  before,
  has,
  onClose,
}: JoinWaitlistProps) {
  const navigate = route.useNavigate();
  const search = route.useSearch();
  const join = useJoinWaitlist(event.id);
  const question = useFocusIfLost<HTMLParagraphElement>();
  const { min, max, waitingCount } = waitLimits(event, ticketType, has);
  const isForMore = has !== undefined;
  // What a code opened is waited for with it.
  const code = ticketType?.isHidden === true ? search.code : undefined;
  const quantity = Math.max(min, Math.min(search.tickets ?? 1, max));
  const error = join.error ?? bookingError;
  const label = "Join the waiting list";
  const outcome = before && outcomeWords(before);
  return (
    <>
      <PanelBar>
        {error != null && <ErrorNotice error={error} />}
        {outcome !== undefined && <Text>{outcome}</Text>}
        <Text ref={question} tabIndex={-1}>
          {ticketType === undefined ? "Sold out." : `“${isolated(ticketType.name)}” is sold out.`} How many{" "}
          {isForMore ? "more would" : "would"} you take if tickets come back?
        </Text>
        <TicketStepper
          quantity={quantity}
          min={min}
          max={max}
          onChange={(value) =>
            void navigate({ search: { ...search, tickets: value }, replace: true, resetScroll: false })
          }
        />
        {isSignedIn ? (
          <WorkButton
            fullWidth
            label={label}
            workingLabel="Joining…"
            isWorking={join.isWorking}
            onClick={() => join.start(quantity, { ticketTypeId: ticketType?.id, code })}
          />
        ) : (
          <ButtonLink
            fullWidth
            to="/sign-in"
            search={{ redirect: orderAddress(event.id, { tickets: quantity, wait: ticketType?.id, code }) }}
          >
            {label}
          </ButtonLink>
        )}
        {(ticketType !== undefined || onClose !== undefined) && (
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              onClose?.();
              void navigate({
                search: { ...search, wait: undefined, tickets: undefined },
                replace: true,
                resetScroll: false,
              });
            }}
          >
            {isForMore ? "Do not wait" : "Choose other tickets"}
          </Button>
        )}
      </PanelBar>
      <Text size="sm" c="dimmed">
        {waitingCount > 0 && `${counted(waitingCount, "person waits", "people wait")} already. `}
        Tickets that come back are held for the first in line, who gets a mail and has some hours to take
        them. {isForMore && "They are then added to your booking, which stays as it is until you take them. "}
        Waiting costs nothing.
      </Text>
    </>
  );
}
