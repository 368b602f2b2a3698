import { Button, Container, Group } from "@mantine/core";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { errorCodeOf, errorMessage, isNoAnswer } from "../api/error-message";
import { EmptyState } from "../shared/empty-state";
import { ButtonLink } from "../shared/links";
import { MissingCodeError, reloadOnce } from "../shared/load-code";
import { usePageTitle } from "../shared/page-title";
import { useConnection } from "../shared/use-connection";

/** The fallback for errors that no page handles: a failed call, an app older than the server, or a bug. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const isOld = error instanceof MissingCodeError;
  const [isGoing, setIsGoing] = useState(isOld);
  useEffect(() => {
    if (isOld) setIsGoing(reloadOnce());
  }, [isOld]);
  const connection = useConnection();
  usePageTitle(isGoing ? undefined : "Something failed");
  const router = useRouter();
  const retry = useCallback(async () => {
    reset();
    await router.invalidate();
  }, [reset, router]);
  const fromApi = isNoAnswer(error) || errorCodeOf(error) !== undefined;
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
          ? errorMessage(error)
          : isOld
            ? "There is a newer version of Foyer, and a part of this one is gone. Reload the page in a minute."
            : "Something in the page itself failed. Nothing you booked is affected."}
      </EmptyState>
    </Container>
  );
}
