import { Container } from "@mantine/core";
import { errorCodeOf } from "../api/error-message";
import { ErrorNotice } from "../shared/error-notice";
import { NotFoundPage } from "./not-found-page";

type NotLoadedPageProps = {
  /** What failed, such as "The event could not be loaded." */
  title: string;
  error: unknown;
  onRetry: () => void;
};

/** Replaces a page whose subject does not exist or could not be loaded. */
export function NotLoadedPage({ title, error, onRetry }: NotLoadedPageProps) {
  const reason = errorCodeOf(error);
  if (reason === "NOT_FOUND" || reason === "INVALID_INPUT") return <NotFoundPage />;
  return (
    <Container size="sm" py="xl">
      <ErrorNotice title={title} error={error} onRetry={onRetry} />
    </Container>
  );
}
