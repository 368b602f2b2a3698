import { isolated } from "@foyer/contract/characters";
import { type ChangedTicket, looksMistyped } from "@foyer/contract/ticket-code";
import { Checkbox, Container, Skeleton, Title } from "@mantine/core";
import { IconCloudCheck, IconCloudUp } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { trpc } from "../api/client";
import { isSignedOutError } from "../api/error-message";
import { useMe } from "../api/session";
import { NotLoadedPage } from "../app/not-loaded-page";
import { CameraScanner } from "../door/camera-scanner";
import { cueOf } from "../door/cue";
import { FindBooking } from "../door/find-booking";
import { ScanField } from "../door/scan-field";
import { RecentScans, SortOut } from "../door/scan-lists";
import { markSorted, unsentCount, withoutDue } from "../door/scan-queue";
import { SellAtDoor } from "../door/sell-at-door";
import { useCueOfScan, useCues } from "../door/use-cues";
import { type Door, useScanQueue } from "../door/use-scan-queue";
import { MISTYPED, NOTHING_YET, UNREADABLE, verdictOf } from "../door/verdict";
import { VerdictCard } from "../door/verdict-card";
import { AvailabilityMeter } from "../events/availability-meter";
import { counted } from "../shared/counted";
import { ErrorNotice } from "../shared/error-notice";
import { TextLink } from "../shared/links";
import { Loading } from "../shared/loading";
import { useNow } from "../shared/now";
import { usePageTitle } from "../shared/page-title";
import { Typed } from "../shared/typed";
import classes from "./door-page.module.css";

const route = getRouteApi("/manage/$eventId/door");

/** How often counts, which include other devices, are fetched. */
const COUNTS_POLL_MS = 15_000;

/** Check-in: for one-handed use and unreliable networks. */
export function DoorPage() {
  const { eventId } = route.useParams();
  const me = useMe();
  const event = trpc.event.byId.useQuery({ id: eventId });
  const door = trpc.event.door.useQuery({ eventId }, { refetchInterval: COUNTS_POLL_MS });
  usePageTitle(event.data && `Door of ${isolated(event.data.name)}`);
  const refused = event.isLoadingError ? event : door.isLoadingError ? door : null;
  if (refused) {
    return (
      <NotLoadedPage
        title="The door could not be opened."
        error={refused.error}
        onRetry={() => void refused.refetch()}
      />
    );
  }
  if (!event.data || !door.data || !me) {
    return (
      <Container size={560} px="md" pt="md">
        <Loading size="page">
          <Skeleton height={32} width="50%" mb="md" />
          <Skeleton height={208} mb="md" />
          <Skeleton height={44} />
        </Loading>
      </Container>
    );
  }
  return (
    <OpenDoor
      key={`${eventId} ${me.id}`}
      eventId={eventId}
      userId={me.id}
      name={event.data.name}
      isCancelled={event.data.cancelledAt !== null}
      timeZone={event.data.timeZone}
      ticketKey={door.data.ticketKey}
      changedTickets={door.data.changedTickets}
      counts={door.data.counts}
    />
  );
}

type OpenDoorProps = {
  eventId: string;
  userId: string;
  name: string;
  isCancelled: boolean;
  timeZone: string;
  ticketKey: string;
  changedTickets: readonly ChangedTicket[];
  counts: { admitted: number; expected: number };
};

function OpenDoor({ eventId, userId, name, isCancelled, timeZone, counts, ...known }: OpenDoorProps) {
  const door = useScanQueue(eventId, userId, known.ticketKey, known.changedTickets);
  const [shown, setShown] = useState<string | "unreadable" | "mistyped" | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const now = useNow(EVERY_SECOND_MS);
  useFieldFocus(field);

  const cues = useCues();

  const take = async (text: string) => {
    const scanId = await door.scan(text);
    if (scanId === undefined) cues.play("invalid");
    setShown(scanId ?? (looksMistyped(text) ? "mistyped" : "unreadable"));
  };
  const takeBack = (scanId: string) => {
    door.takeBack(scanId);
    if (hasKeyboard()) field.current?.focus();
  };
  const onPaid = (bookingId: string) => door.change((queue) => withoutDue(queue, bookingId));
  const shownScan = door.scans.find(({ scanId }) => scanId === shown);
  useCueOfScan(cues.play, shownScan?.scanId, shownScan && cueOf(shownScan, { link: door.link, now }));
  const verdict = shownScan
    ? verdictOf(shownScan, { link: door.link, now, timeZone })
    : shown === "mistyped"
      ? MISTYPED
      : shown === "unreadable"
        ? UNREADABLE
        : NOTHING_YET;
  const lists = { eventId, scans: door.scans, now, timeZone };
  return (
    <Container size={560} px="md" className={classes.page}>
      <header className={classes.head}>
        <TextLink to="/manage/$eventId" params={{ eventId }} size="sm" className={classes.event}>
          <Typed>{name}</Typed>
        </TextLink>
        <div className={classes.counts}>
          <Title order={1} size="h4">
            Door
          </Title>
          <span className={classes.inside}>
            {counts.admitted.toLocaleString("en")} of {counts.expected.toLocaleString("en")} inside
          </span>
        </div>
        <AvailabilityMeter
          capacity={Math.max(counts.expected, 1)}
          availableTickets={Math.max(counts.expected, 1) - counts.admitted}
        />
        <div className={classes.state}>
          <QueueLine door={door} />
          <Checkbox
            size="sm"
            label="Sound and vibration"
            checked={cues.isOn}
            onChange={({ currentTarget }) => cues.setIsOn(currentTarget.checked)}
          />
        </div>
      </header>
      {isCancelled && (
        <p className={classes.cancelled}>
          This event was cancelled. Its tickets are void: nobody is admitted.
        </p>
      )}
      {isSignedOutError(door.error) && (
        <ErrorNotice title="The scans cannot be sent." error={door.error} isAnswer={false} />
      )}
      <VerdictCard verdict={verdict} scan={shownScan} onTakeBack={takeBack} onPaid={onPaid} />
      <ScanField field={field} onCode={(text) => void take(text)} />
      <CameraScanner onCode={(text) => void take(text)} />
      <SortOut {...lists} onSorted={(scanId) => door.change((queue) => markSorted(queue, scanId))} />
      <FindBooking
        eventId={eventId}
        isVoid={isCancelled}
        now={now}
        timeZone={timeZone}
        play={cues.play}
        onPaid={onPaid}
      />
      <SellAtDoor eventId={eventId} isVoid={isCancelled} now={now} play={cues.play} />
      <RecentScans {...lists} onTakeBack={takeBack} />
    </Container>
  );
}

/** Whether all scans are sent, and how many are not. */
function QueueLine({ door }: { door: Door }) {
  const waiting = unsentCount(door.scans);
  const isHeldUp = waiting > 0 && door.link === "broken";
  return (
    <p className={classes.queue} data-held={isHeldUp || undefined} role="status">
      {isHeldUp ? (
        <>
          <IconCloudUp size={18} aria-hidden />
          No network. {counted(waiting, "scan")} {waiting === 1 ? "waits" : "wait"} to be sent.
        </>
      ) : (
        <>
          <IconCloudCheck size={18} aria-hidden />
          {waiting > 0 ? `Sending ${counted(waiting, "scan")}…` : "Every scan is sent."}
        </>
      )}
    </p>
  );
}

/** The interval at which scans turn from "being checked" to "waiting". */
const EVERY_SECOND_MS = 1_000;

/** Whether there is a hardware keyboard, so that focusing a field does not open one on the screen. */
function hasKeyboard(): boolean {
  return window.matchMedia("(pointer: fine)").matches;
}

function useFieldFocus(field: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    if (hasKeyboard()) field.current?.focus();
  }, [field]);
}
