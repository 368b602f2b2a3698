import { Container } from "@mantine/core";
import { EmptyState } from "../shared/empty-state";
import { ButtonLink } from "../shared/links";
import { usePageTitle } from "../shared/page-title";

export function NotFoundPage() {
  usePageTitle("Not found");
  return (
    <Container size="md">
      <EmptyState
        isWholePage
        isEditorial
        title="There is no page here"
        action={<ButtonLink to="/">See all events</ButtonLink>}
      >
        The link may be old or mistyped. What you are looking for may be among the events.
      </EmptyState>
    </Container>
  );
}
