import type { EventView } from "@foyer/contract/event";
import { Container, Skeleton, Title } from "@mantine/core";
import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import { trpc } from "../api/client";
import { useMe } from "../api/session";
import { NotLoadedPage } from "../app/not-loaded-page";
import { useLiveActivity } from "../live/use-live";
import { CancellationNotice } from "../manage/cancellation-notice";
import { EventActions } from "../manage/event-actions";
import { ManagedEventProvider } from "../manage/managed-event";
import { SalesState } from "../manage/sales-state";
import { EmptyState } from "../shared/empty-state";
import { ERROR_MESSAGES } from "../shared/error-messages";
import { ButtonLink, TextLink } from "../shared/links";
import { Loading } from "../shared/loading";
import { useNow } from "../shared/now";
import { TabBar } from "../shared/tab-bar";
import tabs from "../shared/tabs.module.css";
import { whenIn } from "../shared/times";
import { Typed } from "../shared/typed";
import classes from "./managed-event-page.module.css";

const route = getRouteApi("/manage/$eventId");

function runsEvent(me: ReturnType<typeof useMe>, { organizerId }: EventView): boolean {
  return me?.role === "admin" || me?.id === organizerId;
}

/** The frame of an event's management pages: name, date and tabs. */
export function ManagedEventPage() {
  const { eventId } = route.useParams();
  const event = trpc.event.byId.useQuery({ id: eventId });
  const me = useMe();
  const now = useNow();
  useLiveActivity(eventId, event.data !== undefined && runsEvent(me, event.data));

  if (event.isPending || me === undefined) {
    return (
      <Container size={1152} px="md" pt="lg">
        <Loading size="page">
          <Skeleton height={32} width="50%" />
          <Skeleton height={16} width="30%" my="md" />
          <Skeleton height={320} />
        </Loading>
      </Container>
    );
  }
  if (event.isLoadingError) {
    return (
      <NotLoadedPage
        title="The event could not be loaded."
        error={event.error}
        onRetry={() => void event.refetch()}
      />
    );
  }
  if (!runsEvent(me, event.data)) {
    return (
      <Container size="sm">
        <EmptyState
          isWholePage
          title="This is not your event"
          action={
            <ButtonLink to="/events/$eventId" params={{ eventId }} variant="default">
              Open the event’s page
            </ButtonLink>
          }
        >
          {ERROR_MESSAGES.FORBIDDEN}
        </EmptyState>
      </Container>
    );
  }
  const isCancelled = event.data.cancelledAt !== null;
  return (
    <Container size={1152} px="md">
      <header className={classes.head}>
        <TextLink to="/manage" size="sm">
          Your events
        </TextLink>
        <div className={classes.top}>
          <div className={classes.what}>
            <Title order={1} size="h2" dir="auto" style={{ overflowWrap: "anywhere" }}>
              {event.data.name}
            </Title>
            <p className={classes.line}>
              <span>{whenIn(event.data.dateTime, event.data.timeZone)}</span>
              <Typed>{event.data.venue}</Typed>
              <SalesState event={event.data} now={now} />
              <TextLink to="/events/$eventId" params={{ eventId }}>
                Public page
              </TextLink>
            </p>
          </div>
          <div className={classes.actions}>
            {!isCancelled && (
              <ButtonLink to="/manage/$eventId/door" params={{ eventId }} variant="default" size="sm">
                Open the door
              </ButtonLink>
            )}
            <EventActions event={event.data} now={now} />
          </div>
        </div>
      </header>
      <TabBar label="This event">
        <Link to="/manage/$eventId" params={{ eventId }} activeOptions={{ exact: true }} className={tabs.tab}>
          Overview
        </Link>
        <Link to="/manage/$eventId/attendees" params={{ eventId }} className={tabs.tab}>
          Attendees
        </Link>
        {!isCancelled && (
          <Link to="/manage/$eventId/edit" params={{ eventId }} className={tabs.tab}>
            Edit
          </Link>
        )}
        <Link to="/manage/$eventId/codes" params={{ eventId }} className={tabs.tab}>
          Codes
        </Link>
        <Link to="/manage/$eventId/questions" params={{ eventId }} className={tabs.tab}>
          Questions
        </Link>
        <Link to="/manage/$eventId/waitlist" params={{ eventId }} className={tabs.tab}>
          Waiting list
        </Link>
        <Link to="/manage/$eventId/refunds" params={{ eventId }} className={tabs.tab}>
          Refunds
        </Link>
        <Link to="/manage/$eventId/log" params={{ eventId }} className={tabs.tab}>
          Capacity log
        </Link>
      </TabBar>
      {isCancelled && <CancellationNotice event={event.data} />}
      <ManagedEventProvider value={event.data}>
        <Outlet />
      </ManagedEventProvider>
    </Container>
  );
}
