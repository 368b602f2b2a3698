import type { WebhookView } from "@foyer/contract/webhook";
import { Button, Group, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconKey, IconPencil, IconPlayerPause, IconTrash } from "@tabler/icons-react";
import { trpc } from "../api/client";
import { useActionMessage } from "../shared/action-messages";
import { ErrorNotice } from "../shared/error-notice";
import { useOneAtATime } from "../shared/one-at-a-time";
import { WorkButton } from "../shared/work-button";
import { EditWebhook } from "./edit-webhook";
import { RemoveWebhook, ReplaceSecret, SwitchOff } from "./webhook-questions";
import { testWords } from "./webhook-words";

/** What can be done with a webhook: test it, or switch it on; the rest in a menu. */
export function WebhookActions({ webhook }: { webhook: WebhookView }) {
  const [isEditing, editing] = useDisclosure(false);
  const [isReplacing, replacing] = useDisclosure(false);
  const [isSwitching, switching] = useDisclosure(false);
  const [isRemoving, removing] = useDisclosure(false);
  return (
    <>
      <Group gap="sm">
        {webhook.isEnabled ? <SendTest webhook={webhook} /> : <SwitchOn webhook={webhook} />}
        <Menu position="bottom-end" width={240}>
          <Menu.Target>
            <Button
              variant="default"
              size="sm"
              aria-label="More about this webhook"
              rightSection={<IconChevronDown size={16} aria-hidden />}
            >
              More
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={18} />} onClick={editing.open}>
              Edit webhook
            </Menu.Item>
            <Menu.Item leftSection={<IconKey size={18} />} onClick={replacing.open}>
              Replace secret
            </Menu.Item>
            {webhook.isEnabled && (
              <Menu.Item leftSection={<IconPlayerPause size={18} />} onClick={switching.open}>
                Switch off
              </Menu.Item>
            )}
            <Menu.Item
              leftSection={<IconTrash size={18} />}
              c="var(--foyer-red-text)"
              onClick={removing.open}
            >
              Remove webhook
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      <EditWebhook webhook={webhook} opened={isEditing} onClose={editing.close} />
      <ReplaceSecret webhook={webhook} opened={isReplacing} onClose={replacing.close} />
      <SwitchOff webhook={webhook} opened={isSwitching} onClose={switching.close} />
      <RemoveWebhook webhook={webhook} opened={isRemoving} onClose={removing.close} />
    </>
  );
}

function SendTest({ webhook }: { webhook: WebhookView }) {
  const answer = useActionMessage();
  const test = trpc.webhook.test.useMutation({
    onSuccess: (result) => answer(testWords(result), result.isDelivered ? "done" : "note"),
  });
  const start = useOneAtATime(test);
  return (
    <>
      {test.isError && <ErrorNotice error={test.error} />}
      <WorkButton
        size="sm"
        label="Send a test"
        workingLabel="Sending…"
        isWorking={test.isPending}
        onClick={() => start({ id: webhook.id })}
      />
    </>
  );
}

function SwitchOn({ webhook }: { webhook: WebhookView }) {
  const answer = useActionMessage();
  const utils = trpc.useUtils();
  const update = trpc.webhook.update.useMutation({
    async onSuccess() {
      await utils.webhook.invalidate();
      answer("The webhook is switched on.");
    },
  });
  const start = useOneAtATime(update);
  return (
    <>
      {update.isError && <ErrorNotice error={update.error} />}
      <WorkButton
        size="sm"
        label="Switch on"
        workingLabel="Switching on…"
        isWorking={update.isPending}
        onClick={() => start({ id: webhook.id, isEnabled: true })}
      />
    </>
  );
}
