import type { ApiKeyView } from "@foyer/contract/api-key";
import { Button, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { trpc } from "../api/client";
import { useActionMessage } from "../shared/action-messages";
import { DANGER } from "../shared/danger";
import { DialogActions } from "../shared/dialog-actions";
import { ErrorNotice } from "../shared/error-notice";
import { useOneAtATime } from "../shared/one-at-a-time";
import { whenHere } from "../shared/times";
import { WorkButton } from "../shared/work-button";

/** Revokes a key, after a confirmation that says when it was last used. */
export function RevokeApiKey({ apiKey: { id, name, lastUsedAt } }: { apiKey: ApiKeyView }) {
  const [asking, { open, close }] = useDisclosure(false);
  const answer = useActionMessage();
  const utils = trpc.useUtils();
  const revoke = trpc.apiKey.revoke.useMutation({
    async onSuccess() {
      close();
      await utils.apiKey.list.invalidate();
      answer(`The API key ${name} is revoked.`);
    },
    // It may have been revoked elsewhere.
    onError: () => void utils.apiKey.list.invalidate(),
  });
  const start = useOneAtATime(revoke);
  return (
    <>
      <Button variant="default" size="sm" aria-label={`Revoke ${name}`} onClick={open}>
        Revoke
      </Button>
      <Modal opened={asking} onClose={close} title={`Revoke ${name}?`}>
        <Stack gap="md">
          <Text>
            {lastUsedAt === null
              ? "No program has used this key yet."
              : `A program last used this key ${whenHere(lastUsedAt)}.`}{" "}
            From now on it is refused. This cannot be undone.
          </Text>
          {revoke.isError && <ErrorNotice error={revoke.error} />}
          <DialogActions>
            <Button variant="default" onClick={close}>
              Keep API key
            </Button>
            <WorkButton
              {...DANGER}
              label="Revoke API key"
              workingLabel="Revoking…"
              isWorking={revoke.isPending}
              onClick={() => start({ id })}
            />
          </DialogActions>
        </Stack>
      </Modal>
    </>
  );
}
