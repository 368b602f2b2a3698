import { Container } from "@mantine/core";
import { reasonOfError } from "../api/error-words";
import { ErrorNotice } from "../shared/error-notice";
import { NotFoundPage } from "./not-found-page";

type NotLoadedPageProps = {
  /** What did not work, such as "The event could not be loaded." */
  title: string;
  error: unknown;
  onRetry: () => void;
};

/** Instead of the page about one thing: it does not exist, or it could not be loaded. */
export function NotLoadedPage({ title, error, onRetry }: NotLoadedPageProps) {
  const reason = reasonOfError(error);
  if (reason === "NOT_FOUND" || reason === "INVALID_INPUT") return <NotFoundPage />;
  return (
    <Container size="sm" py="xl">
      <ErrorNotice title={title} error={error} onRetry={onRetry} />
    </Container>
  );
}
