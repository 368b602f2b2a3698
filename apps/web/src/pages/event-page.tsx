import { isolated } from "@foyer/contract/characters";
import type { EventDetails, EventView } from "@foyer/contract/event";
import { Container, Skeleton } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { trpc } from "../api/client";
import { NotLoadedPage } from "../app/not-loaded-page";
import { BookingPanel } from "../events/booking-panel";
import { EventCover } from "../events/cover/event-cover";
import { useLiveEvent } from "../live/use-live";
import { TextLink } from "../shared/links";
import { Loading } from "../shared/loading";
import { useNow } from "../shared/now";
import { usePageTitle } from "../shared/page-title";
import { browserZone, clockIn, clockWithZone, dayIn, sameClock, whenHere, whenIn } from "../shared/times";
import { Typed } from "../shared/typed";
import classes from "./event-page.module.css";

const route = getRouteApi("/events/$eventId");

export function EventPage() {
  const { eventId } = route.useParams();
  const event = trpc.event.byId.useQuery({ id: eventId });
  useLiveEvent(eventId);
  usePageTitle(event.data && isolated(event.data.name));

  if (event.isPending) return <EventSkeleton />;
  if (event.isLoadingError) {
    return (
      <NotLoadedPage
        title="The event could not be loaded."
        error={event.error}
        onRetry={() => void event.refetch()}
      />
    );
  }
  return <EventArticle event={event.data} />;
}

function EventArticle({ event }: { event: EventDetails }) {
  const now = useNow();
  return (
    <Container size={1152} px="md">
      <article className={classes.page}>
        <div className={classes.cover}>
          <EventCover name={event.name} category={event.category} />
        </div>
        <div className={classes.head}>
          <p className={classes.category}>
            <TextLink to="/" search={{ category: event.category }} c="inherit" underline="hover">
              <Typed>{event.category}</Typed>
            </TextLink>
          </p>
          <h1 className={classes.title} dir="auto">
            {event.name}
          </h1>
          <dl className={classes.facts}>
            <dt>When</dt>
            <dd>
              {dayIn(event.dateTime, event.timeZone, "long")}, {clockWithZone(event.dateTime, event.timeZone)}
              <LocalTime event={event} />
            </dd>
            {event.doorsAt && (
              <>
                <dt>Doors open</dt>
                <dd>{beside(event, event.doorsAt)}</dd>
              </>
            )}
            {event.endsAt && (
              <>
                <dt>Ends</dt>
                <dd>{beside(event, event.endsAt)}</dd>
              </>
            )}
            <dt>Where</dt>
            <dd>
              <Typed>{event.venue}</Typed>
            </dd>
            <dt>Organizer</dt>
            <dd>
              <Typed>{event.organizerName}</Typed>
            </dd>
          </dl>
        </div>
        <div className={classes.side}>
          <BookingPanel event={event} now={now} />
        </div>
        <p className={classes.description} dir="auto">
          {event.description}
        </p>
      </article>
    </Container>
  );
}

/** A time of an event, with its day if it is another one than the start's. */
function beside({ dateTime, timeZone }: EventView, moment: Date): string {
  const isSameDay = dayIn(moment, timeZone) === dayIn(dateTime, timeZone);
  return isSameDay ? clockWithZone(moment, timeZone) : whenIn(moment, timeZone);
}

/** The start in the browser's time zone, if it differs from the event's. */
function LocalTime({ event }: { event: EventView }) {
  const zone = browserZone();
  if (sameClock(event.dateTime, event.timeZone, zone)) return null;
  const sameDay = dayIn(event.dateTime, event.timeZone) === dayIn(event.dateTime, zone);
  const words = sameDay ? clockIn(event.dateTime, zone) : whenHere(event.dateTime);
  return <span className={classes.soft}> ({words} your time)</span>;
}

function EventSkeleton() {
  return (
    <Container size={1152} px="md">
      <Loading size="page" className={classes.page}>
        <Skeleton className={classes.cover} />
        <div className={classes.head}>
          <Skeleton height={16} width={80} />
          <Skeleton height={56} width="80%" mt={16} />
          <Skeleton height={72} width="60%" mt={24} />
        </div>
        <Skeleton className={classes.side} height={240} />
        <Skeleton className={classes.description} height={200} />
      </Loading>
    </Container>
  );
}
