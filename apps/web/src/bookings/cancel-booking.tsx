import type { BookingView } from "@foyer/contract/booking";
import { isolated } from "@foyer/contract/characters";
import { Button, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { useActionMessage } from "../shared/action-messages";
import { DANGER } from "../shared/danger";
import { DialogActions } from "../shared/dialog-actions";
import { useDraft } from "../shared/draft";
import { ErrorNotice } from "../shared/error-notice";
import { focusFirstInvalid } from "../shared/focus-first-invalid";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { LeaveQuestion } from "../shared/leave-question";
import { useOneAtATime } from "../shared/one-at-a-time";
import { ReasonField, reasonError } from "../shared/reason-field";
import { WorkButton } from "../shared/work-button";
import { cancelConsequence, cancelDone } from "./booking-words";

const NO_REASON = { reason: "" };

type CancelBookingProps = {
  booking: BookingView;
  /** The attendee, if it is not the user's own booking. */
  attendeeName?: string;
  size?: "sm" | "md";
};

/** The button that cancels a booking, with a confirmation. */
export function CancelBooking({ booking, attendeeName, size = "md" }: CancelBookingProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const [reason, setReason] = useState("");
  const draft = useDraft(`cancel ${booking.id}`, {
    initial: NO_REASON,
    values: { reason },
    restore(values, _base, wasInterrupted) {
      setReason(String(values.reason ?? ""));
      if (wasInterrupted) open();
    },
  });
  return (
    <>
      <Button variant="subtle" color="gray" size={size} onClick={open}>
        Cancel booking
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={attendeeName ? `Cancel the booking of ${isolated(attendeeName)}?` : "Cancel your booking?"}
      >
        <CancelForm
          booking={booking}
          attendeeName={attendeeName}
          reason={reason}
          onReason={setReason}
          onCancelled={draft.settle}
          onClose={close}
        />
      </Modal>
      {opened && draft.isDirty && <LeaveQuestion mayLose={draft.mayLose} />}
    </>
  );
}

type CancelFormProps = {
  booking: BookingView;
  attendeeName: string | undefined;
  /** State of the parent, so that closing the dialog does not lose it. */
  reason: string;
  onReason: (reason: string) => void;
  onCancelled: () => void;
  onClose: () => void;
};

function CancelForm({ booking, attendeeName, reason, onReason, onCancelled, onClose }: CancelFormProps) {
  const [wrong, setWrong] = useState<string | null>(null);
  const answer = useActionMessage();
  const refresh = useRefreshTickets();
  const { keyFor, settle } = useIdempotencyKey();
  const cancel = trpc.booking.cancel.useMutation({
    ...retryWithKey,
    async onSuccess() {
      settle();
      onCancelled();
      // Once it is refreshed, the page shows it as cancelled.
      const done = cancelDone(booking, attendeeName);
      await refresh();
      onClose();
      answer(done);
    },
    async onError(error) {
      if (errorCodeOf(error) === "IDEMPOTENCY_KEY_REUSED") settle();
      await refresh();
    },
  });
  const start = useOneAtATime(cancel);

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const found = reasonError(reason);
        setWrong(found);
        if (found !== null) focusFirstInvalid(event.currentTarget);
        else start({ id: booking.id, reason, idempotencyKey: keyFor(`${booking.id} ${reason}`) });
      }}
    >
      <Stack gap="md">
        <Text>{cancelConsequence(booking)} This cannot be undone.</Text>
        <ReasonField
          value={reason}
          onChange={(typed) => {
            onReason(typed);
            setWrong(null);
          }}
          error={wrong}
          readBy={attendeeName === undefined ? "The organizer reads it." : "The attendee reads it."}
          isFirst
        />
        {cancel.isError && <ErrorNotice error={cancel.error} />}
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            Keep booking
          </Button>
          <WorkButton
            {...DANGER}
            type="submit"
            label="Cancel booking"
            workingLabel="Cancelling…"
            isWorking={cancel.isPending}
          />
        </DialogActions>
      </Stack>
    </form>
  );
}
