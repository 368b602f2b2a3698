import { Container, Skeleton } from "@mantine/core";
import { Loading } from "../shared/loading";

/** Shown while the code of a page is loading. */
export function PendingPage() {
  return (
    <Container size={1152} px="md" py="xl">
      <Loading size="page">
        <Skeleton height={40} width="50%" />
        <Skeleton height={240} mt={32} />
      </Loading>
    </Container>
  );
}
