import { createWebhookInput } from "@foyer/contract/webhook";
import { WEBHOOK_TYPES } from "@foyer/contract/webhook-types";
import { Button, Modal, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { trpc } from "../api/client";
import { DialogActions } from "../shared/dialog-actions";
import { fieldErrors } from "../shared/field-errors";
import { FormError } from "../shared/form-error";
import { useOneAtATime } from "../shared/one-at-a-time";
import { serverFieldErrors } from "../shared/server-issues";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { WorkButton } from "../shared/work-button";
import { SecretShown } from "./secret-shown";
import { WebhookFields, type WebhookValues } from "./webhook-fields";

/** Adds a webhook, and then shows its secret. Stays where it is while the list behind it changes. */
export function AddWebhook({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [secret, setSecret] = useState<string | null>(null);
  const end = () => {
    onClose();
    setSecret(null);
  };
  return (
    <Modal
      opened={opened}
      onClose={end}
      size={640}
      title={secret === null ? "Add a webhook" : "Your webhook is added"}
      // A press beside the dialog must not lose a secret that is shown once.
      closeOnClickOutside={secret === null}
    >
      {secret === null ? (
        <AddForm onAdded={setSecret} onClose={end} />
      ) : (
        <SecretShown secret={secret} onClose={end}>
          Who loses it replaces it.
        </SecretShown>
      )}
    </Modal>
  );
}

function AddForm({ onAdded, onClose }: { onAdded: (secret: string) => void; onClose: () => void }) {
  const utils = trpc.useUtils();
  const form = useForm<WebhookValues>({
    initialValues: { url: "", events: [...WEBHOOK_TYPES] },
    validate: (values) => fieldErrors(createWebhookInput, values),
  });
  const create = trpc.webhook.create.useMutation({
    async onSuccess({ secret }) {
      onAdded(secret);
      await utils.webhook.list.invalidate();
    },
    onError: (error) => form.setErrors(serverFieldErrors(error)),
  });
  const start = useOneAtATime(create);
  return (
    <form noValidate onSubmit={submitOrShowInvalid(form, start)}>
      <Stack gap="lg">
        <WebhookFields form={form} />
        <FormError error={create.error} />
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
          <WorkButton type="submit" label="Add webhook" workingLabel="Adding…" isWorking={create.isPending} />
        </DialogActions>
      </Stack>
    </form>
  );
}
