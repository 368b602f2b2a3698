import { Button, Container, Group } from "@mantine/core";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { isNoAnswer, reasonOfError, wordsForError } from "../api/error-words";
import { EmptyState } from "../shared/empty-state";
import { ButtonLink } from "../shared/links";
import { loadAnewOnce, MissingCodeError } from "../shared/load-code";
import { usePageTitle } from "../shared/page-title";
import { useConnection } from "../shared/use-connection";

/** For what no page caught itself: a call that failed, an app that is older than the server, or a mistake of ours. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const isOld = error instanceof MissingCodeError;
  const [isGoing, setIsGoing] = useState(isOld);
  useEffect(() => {
    if (isOld) setIsGoing(loadAnewOnce());
  }, [isOld]);
  const connection = useConnection();
  usePageTitle(isGoing ? undefined : "Something failed");
  const router = useRouter();
  const retry = useCallback(async () => {
    reset();
    await router.invalidate();
  }, [reset, router]);
  const fromApi = isNoAnswer(error) || reasonOfError(error) !== undefined;
  const [wasAway, setWasAway] = useState(false);
  useEffect(() => {
    if (connection !== "up") setWasAway(true);
    else if (wasAway && isNoAnswer(error)) void retry();
  }, [connection, wasAway, error, retry]);

  if (isGoing) return null;
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
          : isOld
            ? "There is a newer version of Foyer, and a part of this one is gone. Reload the page in a minute."
            : "Something in the page itself failed. Nothing you booked is affected."}
      </EmptyState>
    </Container>
  );
}
