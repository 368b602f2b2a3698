import { Button, Group, Text } from "@mantine/core";
import { useLocation } from "@tanstack/react-router";
import { isSignedOutError, wordsForError } from "../api/error-words";
import { ButtonLink } from "./links";
import { Notice } from "./notice";

type ErrorNoticeProps = {
  /** What was thrown; its reason is put into words. */
  error: unknown;
  /** What did not work, such as "The events could not be loaded." */
  title?: string;
  /** What happened and what to do, where the page knows more about it than the error's reason says. */
  words?: string | undefined;
  /** For what could not be loaded. Without it, the error answers an action whose button is still there. */
  onRetry?: () => void;
  /** Whether it answers an action, and so takes the focus. */
  isAnswer?: boolean;
};

/** An error beside what caused it, with the way out: sign in, or try again. */
export function ErrorNotice({
  error,
  title,
  words,
  onRetry,
  isAnswer = onRetry === undefined,
}: ErrorNoticeProps) {
  const href = useLocation({ select: (location) => location.href });
  const signedOut = isSignedOutError(error);
  return (
    <Notice tone="error" title={title} {...(isAnswer ? { answer: error } : {})}>
      <Text>{words ?? wordsForError(error)}</Text>
      {(signedOut || onRetry) && (
        <Group mt="sm">
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
    </Notice>
  );
}
