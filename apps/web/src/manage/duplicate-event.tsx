import type { EventView } from "@foyer/contract/event";
import { nextWeekly } from "@foyer/contract/wall-time";
import { zonePlace } from "@foyer/contract/zone";
import { Button, Modal, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { useActionMessage } from "../shared/action-messages";
import { DialogActions } from "../shared/dialog-actions";
import { ErrorNotice } from "../shared/error-notice";
import { focusFirstInvalid } from "../shared/focus-first-invalid";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";
import { serverClock } from "../shared/server-clock";
import { browserZone, sameClock } from "../shared/times";
import { WorkButton } from "../shared/work-button";
import { readStart, type TypedStart } from "./start-time";
import { StartTimeField } from "./start-time-field";

type DuplicateFormProps = { event: EventView; now: Date; onClose: () => void };

/** Creates a copy of an event. */
export function DuplicateEvent({ opened, ...form }: DuplicateFormProps & { opened: boolean }) {
  return (
    <Modal opened={opened} onClose={form.onClose} title="Duplicate this event">
      <DuplicateForm {...form} />
    </Modal>
  );
}

function DuplicateForm({ event, now, onClose }: DuplicateFormProps) {
  const { timeZone } = event;
  const [typed, setTyped] = useState<TypedStart>(() => ({
    wallTime: nextWeekly(event.dateTime, timeZone, now).wallTime,
    timeZone,
    hour: "",
  }));
  const [error, setError] = useState<string | null>(null);
  const answer = useActionMessage();
  const navigate = useNavigate();
  const refresh = useRefreshTickets();
  const { keyFor, settle } = useIdempotencyKey();
  const duplicate = trpc.event.duplicate.useMutation({
    ...retryWithKey,
    async onSuccess(copy) {
      settle();
      await refresh();
      onClose();
      await navigate({ to: "/manage/$eventId/edit", params: { eventId: copy.id } });
      answer("This is the copy. It is closed for booking until you open sales on its overview.");
    },
    onError(failed) {
      if (errorCodeOf(failed) === "IDEMPOTENCY_KEY_REUSED") settle();
    },
  });
  const start = useOneAtATime(duplicate);
  const isAbroad = !sameClock(event.dateTime, timeZone, browserZone());

  return (
    <form
      noValidate
      onSubmit={(submitted) => {
        submitted.preventDefault();
        const read = readStart(typed);
        if (!read.ok) {
          setError(read.words);
          focusFirstInvalid(submitted.currentTarget);
          return;
        }
        const { moment: dateTime } = read;
        if (dateTime <= serverClock.now()) {
          setError("Choose a date and a time that are still to come.");
          focusFirstInvalid(submitted.currentTarget);
          return;
        }
        start({ id: event.id, dateTime, idempotencyKey: keyFor(`${event.id} ${dateTime.toISOString()}`) });
      }}
    >
      <Stack gap="md">
        <Text>
          The copy has the same texts, place, capacity and price, and none of the bookings. It is closed for
          booking until you open its sales.
        </Text>
        <StartTimeField
          label="Date and time of the copy"
          description={isAbroad ? `In ${zonePlace(timeZone)}, as the event is.` : undefined}
          isFirst
          value={typed}
          error={error}
          onChange={(changed) => {
            setTyped({ ...typed, ...changed });
            setError(null);
          }}
        />
        {duplicate.isError && <ErrorNotice error={duplicate.error} />}
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
          <WorkButton
            type="submit"
            label="Duplicate event"
            workingLabel="Duplicating…"
            isWorking={duplicate.isPending}
          />
        </DialogActions>
      </Stack>
    </form>
  );
}
