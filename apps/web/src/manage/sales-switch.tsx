import type { EventView } from "@foyer/contract/event";
import { Button, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useRef } from "react";
import { trpc } from "../api/client";
import { useRefreshTickets } from "../api/refresh";
import { bringIntoView } from "../shared/bring-into-view";
import { ErrorNotice } from "../shared/error-notice";
import { useOneAtATime } from "../shared/one-at-a-time";
import { QuestionDialog } from "../shared/question-dialog";
import { WorkButton } from "../shared/work-button";
import { closeSalesConsequence, salesWords } from "./sales-words";

/** Opens sales, or closes them after a confirmation with the consequences. */
export function SalesSwitch({ event, now }: { event: EventView; now: Date }) {
  const sales = { ...event, hasBegun: event.dateTime <= now };
  const [asking, { open, close }] = useDisclosure(false);
  const refresh = useRefreshTickets();
  // The result, in place of the button.
  const line = useRef<HTMLParagraphElement>(null);
  const setActive = trpc.event.setActive.useMutation({
    async onSuccess() {
      await refresh();
      close();
      // After the dialog has tried to return the focus to a button that is gone.
      setTimeout(() => line.current && bringIntoView(line.current), 20);
    },
  });
  const start = useOneAtATime(setActive);
  const change = (isActive: boolean) => start({ id: event.id, isActive });

  if (!event.isActive) {
    return (
      <Stack gap="sm" align="flex-start">
        <Text ref={line} tabIndex={-1}>
          {salesWords(sales)}
        </Text>
        {setActive.isError && <ErrorNotice error={setActive.error} />}
        <WorkButton
          label="Open sales"
          workingLabel="Opening…"
          isWorking={setActive.isPending}
          onClick={() => change(true)}
        />
      </Stack>
    );
  }
  return (
    <Stack gap="sm" align="flex-start">
      <Text ref={line} tabIndex={-1}>
        {salesWords(sales)}
      </Text>
      <Button variant="default" onClick={open}>
        Close sales
      </Button>
      <QuestionDialog
        opened={asking}
        onClose={close}
        title="Close sales?"
        keepLabel="Keep sales open"
        label="Close sales"
        workingLabel="Closing…"
        work={setActive}
        onConfirm={() => change(false)}
      >
        {closeSalesConsequence(sales)}
      </QuestionDialog>
    </Stack>
  );
}
