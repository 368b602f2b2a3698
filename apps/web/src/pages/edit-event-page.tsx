import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { trpc } from "../api/client";
import { useRefreshTickets } from "../api/refresh";
import { EventForm } from "../manage/event-form";
import { useManagedEvent } from "../manage/managed-event";
import { changedFields, formOfEvent } from "../manage/read-event-form";
import { useAnswer } from "../shared/answers";
import { EmptyState } from "../shared/empty-state";
import { useOneAtATime } from "../shared/one-at-a-time";
import { usePageTitle } from "../shared/page-title";

export function EditEventPage() {
  const event = useManagedEvent();
  usePageTitle(`Edit ${event.name}`);
  const answer = useAnswer();
  const navigate = useNavigate();
  const refresh = useRefreshTickets();
  // What was shown when the form opened; a refetch in the background must not overwrite what is being typed.
  const [initialValues] = useState(() => formOfEvent(event));
  const leave = () => navigate({ to: "/manage/$eventId", params: { eventId: event.id } });
  const update = trpc.event.update.useMutation({
    async onSuccess() {
      await refresh();
      await leave();
      answer("The changes are saved.");
    },
    onError: () => void refresh(),
  });
  const start = useOneAtATime(update);
  if (event.cancelledAt !== null) {
    return (
      <EmptyState title="A cancelled event cannot be changed">
        Its attendees were told what they booked is off. Duplicate the event to hold it another time.
      </EmptyState>
    );
  }
  return (
    <EventForm
      initialValues={initialValues}
      existing={event}
      label="Save changes"
      workingLabel="Saving…"
      isWorking={update.isPending}
      error={update.error}
      onSave={(fields) => {
        const changed = changedFields(event, fields);
        if (Object.keys(changed).length === 0) void leave();
        else start({ id: event.id, ...changed });
      }}
    />
  );
}
