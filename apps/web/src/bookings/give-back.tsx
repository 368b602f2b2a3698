import { Button, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { DialogActions } from "../shared/dialog-actions";
import { ErrorNotice } from "../shared/error-notice";
import { WorkButton } from "../shared/work-button";
import { giveBackConsequence, giveBackLabel, type HeldTickets } from "./held-words";
import { useGiveBack } from "./use-give-back";

/** The button that lets go of held tickets, and the question it asks first. */
export function GiveBack({ held, onDone }: { held: HeldTickets; onDone?: () => void }) {
  const [opened, { open, close }] = useDisclosure(false);
  const label = giveBackLabel(held);
  const giveBack = useGiveBack(held, () => {
    close();
    onDone?.();
  });
  return (
    <>
      <Button variant="subtle" color="gray" onClick={open}>
        {label}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={`${label}?`}
        styles={{ title: { fontWeight: 600, fontSize: 20 } }}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Stack gap="md">
          <Text>{giveBackConsequence(held)}</Text>
          {giveBack.error && <ErrorNotice error={giveBack.error} />}
          <DialogActions>
            <Button variant="default" onClick={close} data-autofocus>
              Keep {held.ticketQuantity === 1 ? "the ticket" : "the tickets"}
            </Button>
            <WorkButton
              color="red"
              variant="outline"
              label={label}
              workingLabel={held.isOffer ? "Declining…" : "Giving back…"}
              isWorking={giveBack.isWorking}
              onClick={giveBack.start}
            />
          </DialogActions>
        </Stack>
      </Modal>
    </>
  );
}
