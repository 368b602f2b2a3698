import { Button, Modal, Stack, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { DialogActions } from "./dialog-actions";

type LeaveQuestionProps = {
  /** Evaluated at the moment of leaving. */
  mayLose: () => boolean;
};

/** Asks for confirmation before a page with unsent input is left. */
export function LeaveQuestion({ mayLose }: LeaveQuestionProps) {
  const blocker = useBlocker({
    // A change of the query string keeps the form.
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
