import { isFoyerError } from "@foyer/client";
import { isolated } from "@foyer/contract/characters";
import type { TicketTypeInput } from "@foyer/contract/ticket-type";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { trpc } from "../api/client";
import { useRefreshTickets } from "../api/refresh";
import { EventForm } from "../manage/event-form";
import { TableSkeleton } from "../manage/event-table";
import { mailedWords } from "../manage/mail-notice";
import { useManagedEvent } from "../manage/managed-event";
import { changedFields, type EditedEvent } from "../manage/read-event-form";
import type { KnownKind } from "../manage/typed-kinds";
import { useActionMessage } from "../shared/action-messages";
import { EmptyState } from "../shared/empty-state";
import { ErrorNotice } from "../shared/error-notice";
import { useOneAtATime } from "../shared/one-at-a-time";
import { usePageTitle } from "../shared/page-title";

export function EditEventPage() {
  const event = useManagedEvent();
  usePageTitle(`Edit ${isolated(event.name)}`);
  // Hidden kinds are not part of the public event.
  const kinds = trpc.event.ticketTypes.useQuery({ eventId: event.id }, { staleTime: 0 });
  if (event.cancelledAt !== null) {
    return (
      <EmptyState title="A cancelled event cannot be changed">
        Duplicate it to hold it another time: the copy has its texts, place, capacity and price.
      </EmptyState>
    );
  }
  if (kinds.isLoadingError) {
    return (
      <ErrorNotice
        title="The event’s tickets could not be loaded."
        error={kinds.error}
        onRetry={() => void kinds.refetch()}
      />
    );
  }
  if (!kinds.data) return <TableSkeleton />;
  return <EditEvent existing={{ ...event, ticketTypes: kinds.data }} />;
}

function EditEvent({ existing: event }: { existing: EditedEvent }) {
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
        setShown((before) => ({ ...before, ...latest, ticketTypes: withTaken(latest.ticketTypes, before) }));
      }
      void refresh();
    },
  });
  const start = useOneAtATime(update);
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

/** The kinds of a newer version, with what was last known to be taken of each. */
function withTaken(
  latest: readonly TicketTypeInput[],
  { ticketTypes: before = [] }: EditedEvent,
): readonly KnownKind[] {
  return latest.flatMap(({ id, ...kind }) =>
    id === undefined
      ? []
      : {
          ...kind,
          id,
          description: kind.description ?? null,
          quota: kind.quota ?? null,
          salesFrom: kind.salesFrom ?? null,
          salesUntil: kind.salesUntil ?? null,
          minPerBooking: kind.minPerBooking ?? null,
          maxPerBooking: kind.maxPerBooking ?? null,
          taken: before.find((other) => other.id === id)?.taken ?? 0,
        },
  );
}
