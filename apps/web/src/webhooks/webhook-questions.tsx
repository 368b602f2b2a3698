import type { WebhookView } from "@foyer/contract/webhook";
import { Button, Modal, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { trpc } from "../api/client";
import { useActionMessage } from "../shared/action-messages";
import { DialogActions } from "../shared/dialog-actions";
import { ErrorNotice } from "../shared/error-notice";
import { useOneAtATime } from "../shared/one-at-a-time";
import { QuestionDialog } from "../shared/question-dialog";
import { WorkButton } from "../shared/work-button";
import { SecretShown } from "./secret-shown";

type QuestionProps = { webhook: WebhookView; opened: boolean; onClose: () => void };

/** Replaces the secret after a confirmation, and shows the new one. */
export function ReplaceSecret({ webhook, opened, onClose }: QuestionProps) {
  const [secret, setSecret] = useState<string | null>(null);
  const utils = trpc.useUtils();
  const rotate = trpc.webhook.rotateSecret.useMutation({
    async onSuccess(replaced) {
      setSecret(replaced.secret);
      await utils.webhook.list.invalidate();
    },
  });
  const start = useOneAtATime(rotate);
  const end = () => {
    onClose();
    setSecret(null);
    rotate.reset();
  };
  return (
    <Modal
      opened={opened}
      onClose={end}
      title={secret === null ? "Replace the secret?" : "The secret is replaced"}
      closeOnClickOutside={secret === null}
    >
      {secret === null ? (
        <Stack gap="md">
          <Text>
            For 24 hours deliveries are signed by both secrets. Give the new one to your program in that time.
          </Text>
          {rotate.isError && <ErrorNotice error={rotate.error} />}
          <DialogActions>
            <Button variant="default" onClick={end}>
              Keep the secret
            </Button>
            <WorkButton
              label="Replace secret"
              workingLabel="Replacing…"
              isWorking={rotate.isPending}
              onClick={() => start({ id: webhook.id })}
            />
          </DialogActions>
        </Stack>
      ) : (
        <SecretShown secret={secret} onClose={end}>
          The one before is good for another 24 hours.
        </SecretShown>
      )}
    </Modal>
  );
}

/** Switches a webhook off after a confirmation with the consequence. */
export function SwitchOff({ webhook, opened, onClose }: QuestionProps) {
  const answer = useActionMessage();
  const utils = trpc.useUtils();
  const update = trpc.webhook.update.useMutation({
    async onSuccess() {
      await utils.webhook.invalidate();
      onClose();
      answer("The webhook is switched off.");
    },
  });
  const start = useOneAtATime(update);
  return (
    <QuestionDialog
      opened={opened}
      onClose={onClose}
      title="Switch this webhook off?"
      keepLabel="Leave it on"
      label="Switch off"
      workingLabel="Switching off…"
      work={update}
      onConfirm={() => start({ id: webhook.id, isEnabled: false })}
    >
      Nothing more is sent, and deliveries that wait are given up. What happens while it is off is never sent;
      what was given up can be sent again from the log.
    </QuestionDialog>
  );
}

/** Removes a webhook after a confirmation, and returns to the list. */
export function RemoveWebhook({ webhook, opened, onClose }: QuestionProps) {
  const answer = useActionMessage();
  const navigate = useNavigate();
  const utils = trpc.useUtils();
  const remove = trpc.webhook.remove.useMutation({
    async onSuccess() {
      onClose();
      await navigate({ to: "/manage/webhooks" });
      await utils.webhook.list.invalidate();
      answer("The webhook is removed.");
    },
  });
  const start = useOneAtATime(remove);
  return (
    <QuestionDialog
      opened={opened}
      onClose={onClose}
      title="Remove this webhook?"
      keepLabel="Keep it"
      label="Remove webhook"
      workingLabel="Removing…"
      work={remove}
      onConfirm={() => start({ id: webhook.id })}
    >
      Nothing more is sent to it. Its log and its secret are deleted, and deliveries that wait are lost.
    </QuestionDialog>
  );
}
