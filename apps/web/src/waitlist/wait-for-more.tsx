import type { BookingView } from "@foyer/contract/booking";
import type { EventDetails } from "@foyer/contract/event";
import type { TicketTypeView } from "@foyer/contract/ticket-type";
import type { WaitlistEntryView } from "@foyer/contract/waitlist";
import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { availabilityOf } from "../events/availability";
import panel from "../events/booking-panel.module.css";
import { saleOf, WAITED_FOR } from "../events/ticket-type-sale";
import { JoinWaitlist } from "./join-waitlist";
import { waitLimits } from "./wait-limits";

const route = getRouteApi("/events/$eventId");

type WaitForMoreProps = {
  event: EventDetails;
  /** The user's confirmed booking. */
  booking: BookingView;
  now: Date;
  /** The user's earlier place on this list, if it ended recently. */
  before: WaitlistEntryView | undefined;
};

/** What somebody who has a booking may wait for: sold-out kinds, or the event where it has one. Nothing if they may have no more. */
export function WaitForMore({ event, booking, now, before }: WaitForMoreProps) {
  const navigate = route.useNavigate();
  const search = route.useSearch();
  const [isOpen, setIsOpen] = useState(false);
  const { items: has } = booking;
  if (!event.isActive || event.cancelledAt !== null || event.dateTime <= now) return null;
  const mayHave = (type: TicketTypeView | undefined) => waitLimits(event, type, has).max > 0;
  const form = { event, has, isSignedIn: true, bookingError: null };
  if (!event.hasTicketTypes) {
    if (availabilityOf(event, now).kind !== "sold-out" || !mayHave(undefined)) return null;
    return isOpen ? (
      <JoinWaitlist {...form} before={before} onClose={() => setIsOpen(false)} />
    ) : (
      <Button variant="default" onClick={() => setIsOpen(true)}>
        Wait for more tickets
      </Button>
    );
  }
  const types = event.ticketTypes.filter(
    (type) => type.quota !== 0 && WAITED_FOR.has(saleOf(type, now)) && mayHave(type),
  );
  const chosen = types.find(({ id }) => id === search.wait);
  if (chosen !== undefined) {
    const ofKind = before?.ticketType?.id === chosen.id ? before : undefined;
    return <JoinWaitlist {...form} ticketType={chosen} before={ofKind} />;
  }
  if (types.length === 0) return null;
  return (
    <div className={panel.still}>
      {types.map(({ id, name }) => (
        <Button
          key={id}
          variant="default"
          onClick={() =>
            void navigate({
              search: { ...search, wait: id, tickets: undefined },
              replace: true,
              resetScroll: false,
            })
          }
        >
          <span dir="auto">Wait for “{name}”</span>
        </Button>
      ))}
    </div>
  );
}
