import { Button, Skeleton } from "@mantine/core";
import { useState } from "react";
import { trpc } from "../api/client";
import { ticketsWords } from "../bookings/booking-words";
import { counted } from "../shared/counted";
import { ErrorNotice } from "../shared/error-notice";
import { TextLink } from "../shared/links";
import { Notice } from "../shared/notice";
import { useConnection } from "../shared/use-connection";
import { WorkButton } from "../shared/work-button";
import classes from "./sell-at-door.module.css";
import { SellForm } from "./sell-form";
import type { Cues } from "./use-cues";
import { type Sale, type Sold, useSell } from "./use-sell";

type SellAtDoorProps = {
  eventId: string;
  /** Whether the event is cancelled, so that nothing is sold. */
  isVoid: boolean;
  now: Date;
  play: Cues["play"];
};

/** Sells tickets for cash to people who come without one. */
export function SellAtDoor({ eventId, isVoid, now, play }: SellAtDoorProps) {
  const [isOpen, setIsOpen] = useState(false);
  const selling = useSell(eventId, play);
  const connection = useConnection();
  const { sale } = selling;
  if (isVoid) return null;
  const isShown = isOpen || selling.isWorking || sale.kind === "unfinished";
  const isReachable = connection === "up";
  return (
    <section aria-label="Sell a ticket" className={classes.sell}>
      <h2 className={classes.heading}>No ticket yet?</h2>
      <Button
        variant="default"
        size="lg"
        fullWidth
        aria-expanded={isShown}
        onClick={() => {
          setIsOpen(!isShown);
          if (sale.kind === "done") selling.startAnew();
        }}
      >
        Sell a ticket
      </Button>
      {isShown && !isReachable && (
        <p className={classes.line} role="status">
          Selling needs the network. Tickets can be scanned meanwhile.
        </p>
      )}
      {!isShown ? null : sale.kind === "done" ? (
        <Done sale={sale} eventId={eventId} onAgain={selling.startAnew} />
      ) : sale.kind === "unfinished" ? (
        <Unfinished
          sale={sale}
          eventId={eventId}
          isReachable={isReachable}
          isWorking={selling.isWorking}
          onGoOn={selling.goOn}
          onLeave={selling.startAnew}
        />
      ) : (
        <LoadedForm eventId={eventId} now={now} selling={selling} isReachable={isReachable} />
      )}
    </section>
  );
}

type LoadedFormProps = {
  eventId: string;
  now: Date;
  selling: ReturnType<typeof useSell>;
  isReachable: boolean;
};

function LoadedForm({ eventId, ...props }: LoadedFormProps) {
  const event = trpc.event.byId.useQuery({ id: eventId });
  const kinds = trpc.event.ticketTypes.useQuery({ eventId });
  const failed = [event, kinds].find(({ isLoadingError }) => isLoadingError);
  if (failed) {
    return (
      <ErrorNotice
        title="The tickets could not be loaded."
        error={failed.error}
        onRetry={() => void failed.refetch()}
      />
    );
  }
  if (!event.data || !kinds.data) return props.isReachable ? <Skeleton height={160} /> : null;
  return <SellForm event={event.data} kinds={kinds.data} {...props} />;
}

type DoneProps = { sale: Extract<Sale, { kind: "done" }>; eventId: string; onAgain: () => void };

function Done({ sale, eventId, onAgain }: DoneProps) {
  const { sold, isAdmitted } = sale;
  return (
    <Notice tone="done" title="Sold" answer={sale}>
      <p className={classes.line}>
        {ticketsWords(sold)}
        {sold.totalAmount > 0 && ", paid in cash"}. {isAdmitted ? "Admitted." : "Not admitted yet."}
      </p>
      <div className={classes.actions}>
        <Button variant="default" onClick={onAgain}>
          Sell another
        </Button>
        <BookingLink eventId={eventId} sold={sold} />
      </div>
    </Notice>
  );
}

type UnfinishedProps = {
  sale: Extract<Sale, { kind: "unfinished" }>;
  eventId: string;
  isReachable: boolean;
  isWorking: boolean;
  onGoOn: () => void;
  onLeave: () => void;
};

/** A sale that came only so far. */
function Unfinished({ sale, eventId, isReachable, isWorking, onGoOn, onLeave }: UnfinishedProps) {
  const { step, error, sold } = sale;
  return (
    <div className={classes.form}>
      <ErrorNotice title={titleOf(step, sold)} error={error} />
      <p className={classes.line}>
        {sold === undefined
          ? "Try again: it is the same sale, so nothing is sold twice. Before you leave it, look for it above, under “Find a booking”."
          : `${counted(sold.ticketQuantity, "ticket")} ${sold.ticketQuantity === 1 ? "is" : "are"} sold. Try again, or finish it on the booking’s page.`}
      </p>
      <div className={classes.actions}>
        <WorkButton
          size="lg"
          label="Try again"
          workingLabel="Trying…"
          isWorking={isWorking}
          disabled={!isReachable}
          onClick={onGoOn}
        />
        <Button variant="default" size="lg" disabled={isWorking} onClick={onLeave}>
          Leave it
        </Button>
        {sold !== undefined && <BookingLink eventId={eventId} sold={sold} />}
      </div>
    </div>
  );
}

function titleOf(step: "sell" | "pay" | "admit", sold: Sold | undefined): string {
  if (sold === undefined) return "It is not known yet whether this was sold";
  if (step === "pay") return "Sold, but not marked as paid";
  return sold.totalAmount > 0 ? "Sold and paid, but not admitted" : "Sold, but not admitted";
}

function BookingLink({ eventId, sold }: { eventId: string; sold: Sold }) {
  return (
    <TextLink to="/manage/$eventId/attendees/$bookingId" params={{ eventId, bookingId: sold.bookingId }}>
      The booking
    </TextLink>
  );
}
