import { Button, Stack, Text } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { DialogActions } from "../shared/dialog-actions";
import classes from "./webhooks.module.css";

type SecretShownProps = {
  secret: string;
  /** What else to know about it. */
  children: string;
  onClose: () => void;
};

/** A new secret, shown this once. */
export function SecretShown({ secret, children, onClose }: SecretShownProps) {
  const clipboard = useClipboard({ timeout: 4_000 });
  return (
    <Stack gap="md">
      <Text>
        This is the secret by which your program recognizes deliveries. It is shown only now: put it where
        your program keeps its secrets. {children}
      </Text>
      <code className={classes.secret}>{secret}</code>
      <p className="heard" role="status">
        {clipboard.copied ? "The secret is copied." : ""}
      </p>
      <DialogActions>
        <Button
          variant="default"
          leftSection={
            clipboard.copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />
          }
          onClick={() => clipboard.copy(secret)}
        >
          {clipboard.copied ? "Copied" : "Copy secret"}
        </Button>
        <Button onClick={onClose}>I have kept it</Button>
      </DialogActions>
    </Stack>
  );
}
