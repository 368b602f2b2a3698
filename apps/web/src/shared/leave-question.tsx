import { Button, Modal, Stack, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { DialogActions } from "./dialog-actions";

type LeaveQuestionProps = {
  /** Asked at the moment of leaving. */
  mayLose: () => boolean;
};

/** Asks before a page is left on which something is typed that is not sent. */
export function LeaveQuestion({ mayLose }: LeaveQuestionProps) {
  const blocker = useBlocker({
    // Filters and tabs within a page leave its form where it is.
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && mayLose(),
    enableBeforeUnload: mayLose,
    withResolver: true,
  });
  if (blocker.status !== "blocked") return null;
  return (
    <Modal opened onClose={blocker.reset} title="Leave without saving?">
      <Stack gap="md">
        <Text>
          What you typed is not saved. It stays here as a draft until you close this tab or sign out.
        </Text>
        <DialogActions>
          <Button variant="default" onClick={blocker.reset} data-autofocus>
            Stay on this page
          </Button>
          <Button variant="default" onClick={blocker.proceed}>
            Leave page
          </Button>
        </DialogActions>
      </Stack>
    </Modal>
  );
}
