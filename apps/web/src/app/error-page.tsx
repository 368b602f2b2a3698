import { isFoyerError } from "@foyer/client";
import { Button, Container, Group } from "@mantine/core";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { wordsForError } from "../api/error-words";
import { EmptyState } from "../shared/empty-state";
import { ButtonLink } from "../shared/links";
import { usePageTitle } from "../shared/page-title";

/** For what no page caught itself. After an update, a tab may ask for code that the server no longer has. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  usePageTitle("Something failed");
  const router = useRouter();
  const fromApi = isFoyerError(error);
  const retry = async () => {
    reset();
    await router.invalidate();
  };
  return (
    <Container size="sm" role="alert">
      <EmptyState
        isWholePage
        title="This page could not be shown"
        action={
          <Group>
            <Button onClick={fromApi ? retry : () => window.location.reload()}>
              {fromApi ? "Try again" : "Reload the page"}
            </Button>
            <ButtonLink to="/" variant="default">
              See all events
            </ButtonLink>
          </Group>
        }
      >
        {fromApi
          ? wordsForError(error)
          : "Something in the page itself failed, or it is out of date. Nothing you booked is affected."}
      </EmptyState>
    </Container>
  );
}
