import { updateWebhookInput, type WebhookView } from "@foyer/contract/webhook";
import { Button, Modal, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { trpc } from "../api/client";
import { useActionMessage } from "../shared/action-messages";
import { DialogActions } from "../shared/dialog-actions";
import { fieldErrors } from "../shared/field-errors";
import { FormError } from "../shared/form-error";
import { useOneAtATime } from "../shared/one-at-a-time";
import { serverFieldErrors } from "../shared/server-issues";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { WorkButton } from "../shared/work-button";
import { WebhookFields, type WebhookValues } from "./webhook-fields";

type EditFormProps = { webhook: WebhookView; onClose: () => void };

/** Changes the address and the events of a webhook. */
export function EditWebhook({ opened, ...form }: EditFormProps & { opened: boolean }) {
  return (
    <Modal opened={opened} onClose={form.onClose} size={640} title="Edit this webhook">
      <EditForm {...form} />
    </Modal>
  );
}

function EditForm({ webhook, onClose }: EditFormProps) {
  const { id, url, events } = webhook;
  const answer = useActionMessage();
  const utils = trpc.useUtils();
  const form = useForm<WebhookValues>({
    initialValues: { url, events: [...events] },
    validate: (values) => fieldErrors(updateWebhookInput, { id, ...values }),
  });
  const update = trpc.webhook.update.useMutation({
    async onSuccess() {
      await utils.webhook.list.invalidate();
      onClose();
      answer("The webhook is saved.");
    },
    onError: (error) => form.setErrors(serverFieldErrors(error)),
  });
  const start = useOneAtATime(update);
  return (
    <form noValidate onSubmit={submitOrShowInvalid(form, (values) => start({ id, ...values }))}>
      <Stack gap="lg">
        <WebhookFields form={form} />
        <FormError error={update.error} />
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
          <WorkButton
            type="submit"
            label="Save webhook"
            workingLabel="Saving…"
            isWorking={update.isPending}
          />
        </DialogActions>
      </Stack>
    </form>
  );
}
