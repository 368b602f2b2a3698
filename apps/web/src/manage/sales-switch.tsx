import type { EventView } from "@foyer/contract/event";
import { Button, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { trpc } from "../api/client";
import { useRefreshTickets } from "../api/refresh";
import { counted } from "../shared/counted";
import { DANGER } from "../shared/danger";
import { DialogActions } from "../shared/dialog-actions";
import { ErrorNotice } from "../shared/error-notice";
import { useOneAtATime } from "../shared/one-at-a-time";
import { WorkButton } from "../shared/work-button";
import { soldTickets } from "./sold-words";

/** Opens sales, or closes them after saying in figures what that means. */
export function SalesSwitch({ event }: { event: EventView }) {
  const [asking, { open, close }] = useDisclosure(false);
  const refresh = useRefreshTickets();
  const setActive = trpc.event.setActive.useMutation({
    async onSuccess() {
      await refresh();
      close();
    },
  });
  const start = useOneAtATime(setActive);
  const change = (isActive: boolean) => start({ id: event.id, isActive });

  if (!event.isActive) {
    return (
      <Stack gap="sm" align="flex-start">
        <Text>Sales are closed. {counted(event.availableTickets, "ticket")} would go on sale.</Text>
        {setActive.isError && <ErrorNotice error={setActive.error} />}
        <WorkButton
          label="Open sales"
          workingLabel="Opening…"
          isWorking={setActive.isPending}
          onClick={() => change(true)}
        />
      </Stack>
    );
  }
  return (
    <Stack gap="sm" align="flex-start">
      <Text>Sales are open. {counted(event.availableTickets, "ticket")} can be booked.</Text>
      <Button {...DANGER} onClick={open}>
        Close sales
      </Button>
      <Modal opened={asking} onClose={close} title="Close sales?">
        <Stack gap="md">
          <Text>
            {counted(event.availableTickets, "ticket")} can no longer be booked, and the event leaves the
            public list. The {counted(soldTickets(event), "ticket")} already booked stay valid. You can open
            sales again.
          </Text>
          {setActive.isError && <ErrorNotice error={setActive.error} />}
          <DialogActions>
            <Button variant="default" onClick={close}>
              Keep sales open
            </Button>
            <WorkButton
              {...DANGER}
              label="Close sales"
              workingLabel="Closing…"
              isWorking={setActive.isPending}
              onClick={() => change(false)}
            />
          </DialogActions>
        </Stack>
      </Modal>
    </Stack>
  );
}
