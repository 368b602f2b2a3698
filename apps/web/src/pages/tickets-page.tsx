import type { BookingDetails } from "@foyer/contract/booking";
import { isolated } from "@foyer/contract/characters";
import { Button, Container, Skeleton } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useMe } from "../api/session";
import { NotLoadedPage } from "../app/not-loaded-page";
import { AddToCalendar } from "../bookings/add-to-calendar";
import { paymentWords } from "../bookings/booking-words";
import { PriceBreakdown } from "../bookings/price-breakdown";
import { isOwnBooking } from "../guests/own-booking";
import { useRememberOnDevice } from "../guests/use-device-booking";
import { ActionMessageArea } from "../shared/action-messages";
import { counted } from "../shared/counted";
import { EmptyState } from "../shared/empty-state";
import { useFocusOnArrival } from "../shared/focus-if-lost";
import { ButtonLink, TextLink } from "../shared/links";
import { Loading } from "../shared/loading";
import { useNow } from "../shared/now";
import { usePageTitle } from "../shared/page-title";
import row from "../shared/row-actions.module.css";
import { whenHere } from "../shared/times";
import { Typed } from "../shared/typed";
import { PassOnTicket } from "../tickets/pass-on-ticket";
import { TicketCard } from "../tickets/ticket-card";
import type { StoredTickets } from "../tickets/ticket-store";
import { useTickets } from "../tickets/use-tickets";
import classes from "./tickets-page.module.css";

const route = getRouteApi("/bookings/$bookingId/tickets");

export function TicketsPage() {
  const { bookingId } = route.useParams();
  const tickets = useTickets(bookingId);
  usePageTitle(
    tickets.kind === "shown" ? `Tickets for ${isolated(tickets.shown.booking.event.name)}` : undefined,
  );

  switch (tickets.kind) {
    case "loading":
      return (
        <Container size={768} px="md" py="xl">
          <Loading size="page">
            <Skeleton height={40} width="60%" />
            <Skeleton height={310} mt={32} radius={8} />
            <Skeleton height={310} mt={16} radius={8} />
          </Loading>
        </Container>
      );
    case "failed":
      return (
        <NotLoadedPage
          title="The tickets could not be loaded."
          error={tickets.error}
          onRetry={tickets.retry}
        />
      );
    case "shown":
      return tickets.shown.tickets.length === 0 && tickets.shown.booking.status !== "confirmed" ? (
        <NoTickets booking={tickets.shown.booking} />
      ) : (
        <Tickets {...tickets.shown} isKept={tickets.isKept} />
      );
  }
}

function Tickets({ booking, tickets, keptAt, isKept }: StoredTickets & { isKept: boolean }) {
  useRememberOnDevice(booking);
  const me = useMe();
  const title = useFocusOnArrival<HTMLHeadingElement>();
  const isOwner = isOwnBooking(booking, me);
  const holder = booking.guest?.name ?? (isOwner ? me?.name : undefined);
  const now = useNow();
  const mayPassOn = isOwner && !isKept && booking.event.cancelledAt === null && now < booking.event.dateTime;
  const passedOn = booking.tickets.filter(({ number }) => !tickets.some((one) => one.number === number));
  return (
    <Container size={768} px="md">
      <ActionMessageArea>
        <p className={`${classes.back} unprinted`}>
          <TextLink to="/bookings/$bookingId" params={{ bookingId: booking.id }}>
            Back to the booking
          </TextLink>
        </p>
        <h1 className={`${classes.title} unprinted`} ref={title} tabIndex={-1}>
          {titleOf(tickets.length)}
        </h1>
        {isKept && (
          <p role="status" className={`${classes.kept} unprinted`}>
            Foyer cannot be reached. These are your tickets as this device last saw them, {whenHere(keptAt)}.
            They are good at the door.
          </p>
        )}
        {booking.paymentStatus === "pending" && (
          <p className={classes.due}>{paymentWords(booking, booking.event.timeZone)}.</p>
        )}
        <ul className={classes.list} aria-label="Tickets">
          {tickets.map((ticket) => (
            <TicketCard
              key={ticket.number}
              ticket={ticket}
              booking={booking}
              holder={holder}
              action={
                mayPassOn &&
                ticket.admittedAt === null && (
                  <PassOnTicket bookingId={booking.id} ticketNumber={ticket.number} label="Pass on" />
                )
              }
            />
          ))}
        </ul>
        {passedOn.length > 0 && (
          <section aria-label="Passed on" className="unprinted">
            <h2 className={classes.heading}>Passed on</h2>
            <ul className={classes.passed}>
              {passedOn.map(({ number, holderName, holderEmail }) => (
                <li key={number}>
                  <span>
                    Ticket {number}: <Typed>{holderName ?? ""}</Typed>
                    {holderEmail !== "" && `, ${holderEmail}`}
                  </span>
                  {mayPassOn && (
                    <span className={row.actions}>
                      <PassOnTicket
                        bookingId={booking.id}
                        ticketNumber={number}
                        label="Pass on to somebody else"
                      />
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </section>
        )}
        <div className={`${classes.price} unprinted`}>
          <PriceBreakdown {...booking} />
        </div>
        <div className={`${classes.actions} unprinted`}>
          {tickets.length > 0 && (
            <Button
              variant="default"
              leftSection={<IconPrinter size={18} aria-hidden />}
              onClick={() => window.print()}
            >
              Print {tickets.length === 1 ? "ticket" : "tickets"}
            </Button>
          )}
          <AddToCalendar bookingId={booking.id} />
        </div>
      </ActionMessageArea>
    </Container>
  );
}

/** @param count tickets that were not passed on */
function titleOf(count: number): string {
  if (count === 0) return "Your tickets are passed on";
  return count === 1 ? "Your ticket" : `Your ${counted(count, "ticket")}`;
}

function NoTickets({ booking }: { booking: BookingDetails }) {
  const params = { bookingId: booking.id };
  const isHeld = booking.status === "pending";
  return (
    <Container size={768} px="md">
      <EmptyState
        isWholePage
        isEditorial
        title={isHeld ? "No tickets yet" : "These tickets are void"}
        action={
          isHeld ? (
            <ButtonLink to="/bookings/$bookingId/pay" params={params}>
              Go to payment
            </ButtonLink>
          ) : (
            <ButtonLink to="/bookings/$bookingId" params={params} variant="default">
              Open booking
            </ButtonLink>
          )
        }
      >
        {isHeld
          ? "Your tickets stand here once the booking is paid."
          : "The booking was cancelled, so its tickets no longer open the door."}
      </EmptyState>
    </Container>
  );
}
