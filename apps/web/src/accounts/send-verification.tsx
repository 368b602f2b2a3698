import { readableEmail } from "@foyer/contract/email";
import { Stack, Text } from "@mantine/core";
import { trpc } from "../api/client";
import { ErrorNotice } from "../shared/error-notice";
import { useOneAtATime } from "../shared/one-at-a-time";
import { WorkButton } from "../shared/work-button";

/** Sends the verification mail again. */
export function SendVerification({ email }: { email: string }) {
  const send = trpc.user.requestEmailVerification.useMutation();
  const start = useOneAtATime(send);
  return (
    <Stack gap="sm" align="flex-start">
      <WorkButton
        variant="default"
        label="Send the mail again"
        workingLabel="Sending…"
        isWorking={send.isPending}
        onClick={() => start()}
      />
      <Text aria-live="polite" c="dimmed" size="sm">
        {send.isSuccess &&
          `A mail is on its way to ${readableEmail(email)}. Its link works for 24 hours; older ones do not.`}
      </Text>
      {send.isError && <ErrorNotice error={send.error} />}
    </Stack>
  );
}
