import type { BookingView } from "@foyer/contract/booking";
import { cancelBookingInput } from "@foyer/contract/booking";
import { Button, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { trpc } from "../api/client";
import { reasonOfError } from "../api/error-words";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { useAnswer } from "../shared/answers";
import { DANGER } from "../shared/danger";
import { DialogActions } from "../shared/dialog-actions";
import { changedValues, useKeptDraft, useRestoredDraft } from "../shared/draft";
import { ErrorNotice } from "../shared/error-notice";
import { focusFirstInvalid } from "../shared/focus-first-invalid";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";
import { valueError } from "../shared/words-for-issues";
import { WorkButton } from "../shared/work-button";
import { cancelConsequence } from "./booking-words";

type CancelBookingProps = {
  booking: BookingView;
  /** Whose booking it is, when it is not the reader's own. */
  attendeeName?: string;
  size?: "sm" | "md";
};

/** The button that cancels a booking, and the question it asks first. */
export function CancelBooking({ booking, attendeeName, size = "md" }: CancelBookingProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const [draft, setDraft] = useState("");
  useRestoredDraft(`cancel ${booking.id}`, ({ reason }) => {
    setDraft(String(reason));
    open();
  });
  return (
    <>
      <Button {...DANGER} size={size} onClick={open}>
        Cancel booking
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={attendeeName ? `Cancel the booking of ${attendeeName}?` : "Cancel your booking?"}
      >
        <CancelForm booking={booking} attendeeName={attendeeName} initialReason={draft} onClose={close} />
      </Modal>
    </>
  );
}

type CancelFormProps = {
  booking: BookingView;
  attendeeName: string | undefined;
  /** What was typed before signing in again. */
  initialReason: string;
  onClose: () => void;
};

function CancelForm({ booking, attendeeName, initialReason, onClose }: CancelFormProps) {
  const [reason, setReason] = useState(initialReason);
  useKeptDraft(`cancel ${booking.id}`, () => changedValues({ reason: "" }, { reason }));
  const [reasonError, setReasonError] = useState<string | null>(null);
  const answer = useAnswer();
  const refresh = useRefreshTickets();
  const { keyFor, settle } = useIdempotencyKey();
  const cancel = trpc.booking.cancel.useMutation({
    ...retryWithKey,
    async onSuccess() {
      settle();
      await refresh();
      onClose();
      answer(`${attendeeName ? `The booking of ${attendeeName}` : "Your booking"} is cancelled.`);
    },
    async onError(error) {
      if (reasonOfError(error) === "IDEMPOTENCY_KEY_REUSED") settle();
      await refresh();
    },
  });
  const start = useOneAtATime(cancel);

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const wrong = valueError(cancelBookingInput.shape.reason, reason);
        setReasonError(wrong && "Say why in a few words.");
        if (wrong) focusFirstInvalid(event.currentTarget);
        if (!wrong) start({ id: booking.id, reason, idempotencyKey: keyFor(`${booking.id} ${reason}`) });
      }}
    >
      <Stack gap="md">
        <Text>{cancelConsequence(booking)} This cannot be undone.</Text>
        <Textarea
          label="Reason"
          description={attendeeName === undefined ? "The organizer reads it." : "The attendee reads it."}
          data-autofocus
          required
          withAsterisk={false}
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          error={reasonError}
          onChange={(event) => {
            setReason(event.currentTarget.value);
            setReasonError(null);
          }}
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
