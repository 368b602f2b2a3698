import type { ApiKeyView } from "@foyer/contract/api-key";
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { trpc } from "../api/client";
import { useActionMessage } from "../shared/action-messages";
import { counted } from "../shared/counted";
import { TextLink } from "../shared/links";
import { useOneAtATime } from "../shared/one-at-a-time";
import { QuestionDialog } from "../shared/question-dialog";
import { whenHere } from "../shared/times";

/** Says which webhooks the key has set up, which outlive it. */
function WebhooksOfKey({ id }: Pick<ApiKeyView, "id">) {
  const { data } = trpc.webhook.list.useQuery();
  const count = data?.filter(({ apiKey }) => apiKey?.id === id).length ?? 0;
  if (count === 0) return null;
  return (
    <>
      {" "}
      {counted(count, "webhook")} that it set up {count === 1 ? "stays" : "stay"}: look at{" "}
      {count === 1 ? "it" : "them"} under <TextLink to="/manage/webhooks">Webhooks</TextLink>.
    </>
  );
}

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
      <QuestionDialog
        opened={asking}
        onClose={close}
        title={`Revoke ${name}?`}
        keepLabel="Keep API key"
        label="Revoke API key"
        workingLabel="Revoking…"
        work={revoke}
        onConfirm={() => start({ id })}
      >
        {lastUsedAt === null
          ? "No program has used this key yet."
          : `A program last used this key ${whenHere(lastUsedAt)}.`}{" "}
        From now on it is refused. This cannot be undone.
        {asking && <WebhooksOfKey id={id} />}
      </QuestionDialog>
    </>
  );
}
