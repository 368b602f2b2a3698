import type { BookingDetails, BookingWithPayments, ChangePreview } from "@foyer/contract/booking";
import { isolated } from "@foyer/contract/characters";
import { Button, Modal, Skeleton } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { trpc } from "../../api/client";
import { useActionMessage } from "../../shared/action-messages";
import { ErrorNotice } from "../../shared/error-notice";
import { Loading } from "../../shared/loading";
import { useNow } from "../../shared/now";
import { ChangeForm, type ChangeFormProps } from "./change-form";
import classes from "./change-tickets.module.css";
import { CHANGE_TITLE, changeDone, type Direction, heldForSomebody } from "./change-words";
import { choicesToAdd, choicesToReturn } from "./wanted-tickets";

type ChangeTicketsProps = {
  booking: BookingDetails;
  mayReturn: boolean;
  mayAdd: boolean;
  /** The attendee, if those who run the event change somebody's booking. */
  attendeeName?: string;
  size?: "sm" | "md";
};

/** The buttons that give back tickets of a confirmed booking, and add some, each with what it costs or gives back. */
export function ChangeTickets({ booking, mayReturn, mayAdd, attendeeName, size = "md" }: ChangeTicketsProps) {
  const [direction, setDirection] = useState<Direction | null>(null);
  const answer = useActionMessage();
  const navigate = useNavigate();
  const close = () => setDirection(null);
  const isReturnable = mayReturn && booking.ticketQuantity > 1;
  if (!isReturnable && !mayAdd) return null;

  const reader = attendeeName === undefined ? "attendee" : "organizer";
  const onChanged = ({ addition }: BookingWithPayments, preview: ChangePreview | undefined) => {
    close();
    if (addition === null) {
      if (preview !== undefined) answer(changeDone(preview, booking.paymentMethod, reader));
    } else if (reader === "organizer") answer(heldForSomebody(addition));
    else void navigate({ to: "/bookings/$bookingId/pay", params: { bookingId: booking.id } });
  };
  const form = { booking, reader, onChanged, onClose: close } as const;
  const title = direction && CHANGE_TITLE[direction];
  const buttons = (
    <>
      {mayAdd && (
        <Button variant="default" size={size} onClick={() => setDirection("more")}>
          {CHANGE_TITLE.more}
        </Button>
      )}
      {isReturnable && (
        <Button variant="default" size={size} onClick={() => setDirection("less")}>
          {CHANGE_TITLE.less}
        </Button>
      )}
      <Modal
        opened={direction !== null}
        onClose={close}
        title={title && (attendeeName === undefined ? title : `${title} for ${isolated(attendeeName)}`)}
      >
        {direction === "less" && <ChangeForm {...form} direction="less" choices={choicesToReturn(booking)} />}
        {direction === "more" && <AddForm {...form} />}
      </Modal>
    </>
  );
  return reader === "organizer" ? buttons : <div className={classes.actions}>{buttons}</div>;
}

function AddForm(form: Omit<ChangeFormProps, "direction" | "choices">) {
  const { booking, reader } = form;
  const { eventId } = booking;
  const isOrganizer = reader === "organizer";
  const now = useNow();
  const event = trpc.event.byId.useQuery({ id: eventId });
  // Those who run the event also see kinds that are hidden or closed, and may add tickets of them.
  const types = trpc.event.ticketTypes.useQuery({ eventId }, { enabled: isOrganizer });
  const failed = [event, types].find(({ isLoadingError }) => isLoadingError);
  if (failed) {
    return (
      <ErrorNotice
        title="The tickets on sale could not be loaded."
        error={failed.error}
        onRetry={() => void failed.refetch()}
      />
    );
  }
  const ticketTypes = isOrganizer ? types.data : event.data?.ticketTypes;
  if (event.data === undefined || ticketTypes === undefined) {
    return (
      <Loading size="line">
        <Skeleton height={56} />
      </Loading>
    );
  }
  const choices = choicesToAdd(booking, { ...event.data, ticketTypes }, isOrganizer ? null : now);
  return <ChangeForm {...form} direction="more" choices={choices} />;
}
