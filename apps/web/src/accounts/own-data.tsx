import { Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { trpc } from "../api/client";
import { useActionMessage } from "../shared/action-messages";
import { ErrorNotice } from "../shared/error-notice";
import { useOneAtATime } from "../shared/one-at-a-time";
import { saveFile } from "../shared/save-file";
import { WorkButton } from "../shared/work-button";
import { DeleteAccount } from "./delete-account";

/** What Foyer has about the user: to take along, and to delete. */
export function OwnData({ hasPassword }: { hasPassword: boolean }) {
  return (
    <Stack gap="xl" align="flex-start">
      <ExportData />
      <DeleteAccount hasPassword={hasPassword} />
    </Stack>
  );
}

function ExportData() {
  const utils = trpc.useUtils();
  const answer = useActionMessage();
  // A mutation, because it happens when it is asked for, and nothing of it is kept.
  const save = useMutation({
    mutationFn: () => utils.client.user.exportData.query(),
    onSuccess(data) {
      const day = data.exportedAt.toISOString().slice(0, 10);
      saveFile(`foyer-data-${day}.json`, JSON.stringify(data, undefined, 2));
      answer("The file with your data is saved.");
    },
  });
  const start = useOneAtATime<void>(save);
  return (
    <Stack gap="sm" align="flex-start">
      <Text>
        Everything that Foyer has about you, in one file: your account, devices, bookings and payments,
        waiting lists, events, and what was noted for your safety.
      </Text>
      {save.isError && <ErrorNotice error={save.error} />}
      <WorkButton
        variant="default"
        label="Download your data"
        workingLabel="Collecting…"
        isWorking={save.isPending}
        onClick={() => start()}
      />
    </Stack>
  );
}
