import { Button, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useActionMessage } from "../shared/action-messages";
import { DialogActions } from "../shared/dialog-actions";
import { ErrorNotice } from "../shared/error-notice";
import { WorkButton } from "../shared/work-button";
import { giveBackConsequence, giveBackDone, giveBackLabel, type HeldTickets } from "./held-words";
import { useGiveBack } from "./use-give-back";

type GiveBackProps = {
  held: HeldTickets;
  /** Whether the page itself shows the result. */
  isAnswered?: boolean;
};

/** The button that gives up held tickets, with a confirmation. */
export function GiveBack({ held, isAnswered = false }: GiveBackProps) {
  const answer = useActionMessage();
  const [opened, { open, close }] = useDisclosure(false);
  const label = giveBackLabel(held);
  const giveBack = useGiveBack(held, () => {
    close();
    if (!isAnswered) answer(giveBackDone(held));
  });
  return (
    <>
      <Button variant="subtle" color="gray" onClick={open}>
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={`${label}?`}>
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
