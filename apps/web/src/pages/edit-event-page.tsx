import { isFoyerError } from "@foyer/client";
import { isolated } from "@foyer/contract/characters";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { trpc } from "../api/client";
import { useRefreshTickets } from "../api/refresh";
import { EventForm } from "../manage/event-form";
import { mailedWords } from "../manage/mail-notice";
import { useManagedEvent } from "../manage/managed-event";
import { changedFields } from "../manage/read-event-form";
import { useActionMessage } from "../shared/action-messages";
import { EmptyState } from "../shared/empty-state";
import { useOneAtATime } from "../shared/one-at-a-time";
import { usePageTitle } from "../shared/page-title";

export function EditEventPage() {
  const event = useManagedEvent();
  usePageTitle(`Edit ${isolated(event.name)}`);
  const answer = useActionMessage();
  const navigate = useNavigate();
  const refresh = useRefreshTickets();
  // The base of the form: a background refetch must not be taken for what the user was shown.
  const [shown, setShown] = useState(event);
  const settle = useRef(() => {});
  const leave = () => navigate({ to: "/manage/$eventId", params: { eventId: event.id } });
  const update = trpc.event.update.useMutation({
    async onSuccess({ mailed }) {
      settle.current();
      await refresh();
      await leave();
      const people = mailedWords(mailed);
      answer(`The changes are saved.${people === undefined ? "" : ` ${people} will get a mail.`}`);
    },
    onError(error) {
      if (isFoyerError(error, "EVENT_CHANGED")) {
        const { event: latest } = error.data;
        setShown((before) => ({ ...before, ...latest }));
      }
      void refresh();
    },
  });
  const start = useOneAtATime(update);
  if (event.cancelledAt !== null) {
    return (
      <EmptyState title="A cancelled event cannot be changed">
        Duplicate it to hold it another time: the copy has its texts, place, capacity and price.
      </EmptyState>
    );
  }
  return (
    <EventForm
      existing={shown}
      label="Save changes"
      workingLabel="Saving…"
      isWorking={update.isPending}
      error={update.error}
      onSave={(fields, onSaved) => {
        settle.current = onSaved;
        const changed = changedFields(shown, fields);
        if (Object.keys(changed).length > 0) {
          start({ id: event.id, ...changed, expectedUpdatedAt: shown.updatedAt });
          return;
        }
        onSaved();
        void leave();
      }}
    />
  );
}
