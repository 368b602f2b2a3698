import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { useLocation } from "@tanstack/react-router";
import { isSignedOutError, wordsForError } from "../api/error-words";
import { ButtonLink } from "./links";

type ErrorNoticeProps = {
  /** What was thrown; its reason is put into words. */
  error: unknown;
  /** What did not work, such as "The events could not be loaded." */
  title?: string;
  /** Instead of those for its reason, where more is known. */
  words?: string;
  onRetry?: () => void;
};

/** An error beside what caused it, with the way out: sign in, or try again. */
export function ErrorNotice({ error, title, words, onRetry }: ErrorNoticeProps) {
  const href = useLocation({ select: (location) => location.href });
  const signedOut = isSignedOutError(error);
  return (
    <Alert
      role="alert"
      variant="outline"
      color="red"
      icon={<IconAlertCircle aria-hidden />}
      styles={{
        icon: { color: "var(--foyer-red-text)" },
        root: { borderColor: "var(--foyer-red-text)", backgroundColor: "var(--foyer-surface)" },
      }}
    >
      <Stack gap="sm">
        <div>
          {title && <Text fw={600}>{title}</Text>}
          <Text>{words ?? wordsForError(error)}</Text>
        </div>
        {(signedOut || onRetry) && (
          <Group>
            {signedOut ? (
              <ButtonLink to="/sign-in" search={{ redirect: href }} variant="default" size="sm">
                Sign in
              </ButtonLink>
            ) : (
              <Button variant="default" size="sm" onClick={onRetry}>
                Try again
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
