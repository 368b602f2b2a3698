import { Button, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { DANGER } from "./danger";
import { DialogActions } from "./dialog-actions";
import { ErrorNotice } from "./error-notice";
import { WorkButton } from "./work-button";

type QuestionDialogProps = {
  opened: boolean;
  title: string;
  /** What it does, before it is done. */
  children: ReactNode;
  /** The button that changes nothing. */
  keepLabel: string;
  onClose: () => void;
  label: string;
  workingLabel: string;
  /** The mutation that does it. */
  work: { readonly isPending: boolean; readonly isError: boolean; readonly error: unknown };
  onConfirm: () => void;
  /** Whether nothing is lost by it. */
  isHarmless?: boolean;
};

/** Asks before something is done that cannot be undone, with its consequence. */
export function QuestionDialog(props: QuestionDialogProps) {
  const { opened, title, children, keepLabel, onClose, label, workingLabel, work, onConfirm } = props;
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <Stack gap="md">
        <Text>{children}</Text>
        {work.isError && <ErrorNotice error={work.error} />}
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            {keepLabel}
          </Button>
          <WorkButton
            {...(props.isHarmless ? {} : DANGER)}
            label={label}
            workingLabel={workingLabel}
            isWorking={work.isPending}
            onClick={onConfirm}
          />
        </DialogActions>
      </Stack>
    </Modal>
  );
}
