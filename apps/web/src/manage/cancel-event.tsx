import type { EventView } from "@foyer/contract/event";
import { Button, Checkbox, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { DANGER } from "../shared/danger";
import { DialogActions } from "../shared/dialog-actions";
import { useDraft } from "../shared/draft";
import { ErrorNotice } from "../shared/error-notice";
import { focusFirstInvalid } from "../shared/focus-first-invalid";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { LeaveQuestion } from "../shared/leave-question";
import { Loading } from "../shared/loading";
import { useOneAtATime } from "../shared/one-at-a-time";
import { ReasonField, reasonError } from "../shared/reason-field";
import { WorkButton } from "../shared/work-button";
import { cancelEventConsequence } from "./cancel-words";

const NO_REASON = { reason: "" };

type CancelEventProps = { event: EventView; opened: boolean; onClose: () => void };

/** Cancels an event for good, after a confirmation with the consequences in figures. */
export function CancelEvent({ event, opened, onClose }: CancelEventProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Cancel this event?">
      <CancelEventForm event={event} onClose={onClose} />
    </Modal>
  );
}

function CancelEventForm({ event, onClose }: Omit<CancelEventProps, "opened">) {
  const [reason, setReason] = useState("");
  const [isSure, setIsSure] = useState(false);
  const [isChecked, setIsChecked] = useState(false);
  const draft = useDraft(`cancel event ${event.id}`, {
    initial: NO_REASON,
    values: { reason },
    restore: (values) => setReason(String(values.reason ?? "")),
  });
  const refresh = useRefreshTickets();
  const { keyFor, settle } = useIdempotencyKey();
  const cancel = trpc.event.cancel.useMutation({
    ...retryWithKey,
    async onSuccess() {
      settle();
      draft.settle();
      await refresh();
      onClose();
    },
    async onError(error) {
      if (errorCodeOf(error) === "IDEMPOTENCY_KEY_REUSED") settle();
      await refresh();
    },
  });
  const start = useOneAtATime(cancel);
  const wrong = reasonError(reason);

  return (
    <form
      noValidate
      onSubmit={(submitted) => {
        submitted.preventDefault();
        setIsChecked(true);
        if (wrong !== null || !isSure) return focusFirstInvalid(submitted.currentTarget);
        start({ id: event.id, reason, idempotencyKey: keyFor(`${event.id} ${reason}`) });
      }}
    >
      <Stack gap="md">
        <Consequence eventId={event.id} />
        <ReasonField
          value={reason}
          onChange={setReason}
          error={isChecked && wrong}
          readBy="Everybody who booked reads it."
          isFirst
        />
        <Checkbox
          label="Yes, cancel it for good. This cannot be undone."
          checked={isSure}
          error={isChecked && !isSure && "Tick this to go on."}
          aria-invalid={(isChecked && !isSure) || undefined}
          onChange={(change) => setIsSure(change.currentTarget.checked)}
        />
        {cancel.isError && <ErrorNotice error={cancel.error} />}
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            Keep event
          </Button>
          <WorkButton
            {...DANGER}
            type="submit"
            label="Cancel event"
            workingLabel="Cancelling…"
            isWorking={cancel.isPending}
          />
        </DialogActions>
      </Stack>
      {draft.isDirty && <LeaveQuestion mayLose={draft.mayLose} />}
    </form>
  );
}

function Consequence({ eventId }: { eventId: string }) {
  // Not from the cache: the decision is based on these figures.
  const stats = trpc.event.stats.useQuery({ eventId }, { staleTime: 0 });
  if (stats.isLoadingError) {
    return (
      <ErrorNotice
        title="What it would do could not be loaded."
        error={stats.error}
        onRetry={() => void stats.refetch()}
      />
    );
  }
  if (!stats.data) {
    return (
      <Loading size="line">
        <Skeleton height={72} />
      </Loading>
    );
  }
  const [first, ...more] = cancelEventConsequence(stats.data);
  return (
    <Stack gap="xs">
      <Text fw={600}>{first}</Text>
      {more.map((line) => (
        <Text key={line}>{line}</Text>
      ))}
    </Stack>
  );
}
