import type { EventView } from "@foyer/contract/event";
import { fromWallTime } from "@foyer/contract/wall-time";
import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { trpc } from "../api/client";
import { reasonOfError } from "../api/error-words";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { DialogActions } from "../shared/dialog-actions";
import { ErrorNotice } from "../shared/error-notice";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";
import { readerZone, sameClock, zonePlace } from "../shared/times";
import { WorkButton } from "../shared/work-button";
import { nextWeeklyWallTime } from "./next-weekly";

type DuplicateFormProps = { event: EventView; now: Date; onClose: () => void };

/** Makes another event like this one. */
export function DuplicateEvent({ opened, ...form }: DuplicateFormProps & { opened: boolean }) {
  return (
    <Modal
      opened={opened}
      onClose={form.onClose}
      title="Duplicate this event"
      styles={{ title: { fontWeight: 600, fontSize: 20 } }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <DuplicateForm {...form} />
    </Modal>
  );
}

function DuplicateForm({ event, now, onClose }: DuplicateFormProps) {
  const [wallTime, setWallTime] = useState(() => nextWeeklyWallTime(event.dateTime, event.timeZone, now));
  const [error, setError] = useState<string | null>(null);
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
      notifications.show({
        color: "gray",
        message: "This is the copy. It is closed for booking until you open sales on its overview.",
        withCloseButton: true,
        autoClose: 10_000,
      });
    },
    onError(failed) {
      if (reasonOfError(failed) === "IDEMPOTENCY_KEY_REUSED") settle();
    },
  });
  const start = useOneAtATime(duplicate);
  const isAbroad = !sameClock(event.dateTime, event.timeZone, readerZone());

  return (
    <form
      noValidate
      onSubmit={(submitted) => {
        submitted.preventDefault();
        const dateTime = fromWallTime(wallTime, event.timeZone);
        if (!dateTime || dateTime <= new Date()) {
          setError("Choose a date and a time that are still to come.");
          return;
        }
        start({ id: event.id, dateTime, idempotencyKey: keyFor(`${event.id} ${wallTime}`) });
      }}
    >
      <Stack gap="md">
        <Text>
          The copy has the same texts, place, capacity and price, and none of the bookings. It is closed for
          booking until you open its sales.
        </Text>
        <TextInput
          type="datetime-local"
          label="Date and time of the copy"
          description={isAbroad ? `In ${zonePlace(event.timeZone)}, as the event is.` : undefined}
          data-autofocus
          required
          withAsterisk={false}
          value={wallTime}
          error={error}
          onChange={(change) => {
            setWallTime(change.currentTarget.value);
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
