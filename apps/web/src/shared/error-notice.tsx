import { Button, Group, Text } from "@mantine/core";
import { useLocation } from "@tanstack/react-router";
import { errorMessage, isSignedOutError } from "../api/error-message";
import { ButtonLink } from "./links";
import { Notice } from "./notice";

type ErrorNoticeProps = {
  /** The error; its code determines the message. */
  error: unknown;
  /** What failed, such as "The events could not be loaded." */
  title?: string;
  /** Replaces the message where the page knows more. */
  words?: string | undefined;
  /** For loading errors. Without it, the failed action's button is still there to press again. */
  onRetry?: () => void;
  /** Whether it answers an action, and so takes the focus. */
  isAnswer?: boolean;
};

/** An error next to its cause, with a way out: sign in, or try again. */
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
      <Text>{words ?? errorMessage(error)}</Text>
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
