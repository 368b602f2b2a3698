import { isolated } from "@foyer/contract/characters";
import { Container, Title } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { trpc } from "../api/client";
import { useRefreshTickets } from "../api/refresh";
import { EventForm } from "../manage/event-form";
import { useActionMessage } from "../shared/action-messages";
import { useOneAtATime } from "../shared/one-at-a-time";
import { usePageTitle } from "../shared/page-title";

export function NewEventPage() {
  usePageTitle("Create an event");
  const answer = useActionMessage();
  const navigate = useNavigate();
  const refresh = useRefreshTickets();
  const settle = useRef(() => {});
  const create = trpc.event.create.useMutation({
    async onSuccess(event) {
      settle.current();
      await refresh();
      await navigate({ to: "/manage/$eventId", params: { eventId: event.id } });
      answer(`${isolated(event.name)} is on sale.`);
    },
  });
  const start = useOneAtATime(create);
  return (
    <Container size={1152} px="md" pt="lg">
      <Title order={1} size="h2" mb="lg">
        Create an event
      </Title>
      <EventForm
        label="Create event"
        workingLabel="Creating…"
        isWorking={create.isPending}
        error={create.error}
        onSave={(fields, onSaved) => {
          settle.current = onSaved;
          start(fields);
        }}
      />
    </Container>
  );
}
