import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

type EmptyStateProps = {
  /** What there is not. */
  title: string;
  /** What this place will show. */
  children: ReactNode;
  /** The one thing that fills it. */
  action?: ReactNode;
  /** Whether this is all the page has to say, so that its title is the page's. */
  isWholePage?: boolean;
};

export function EmptyState({ title, children, action, isWholePage = false }: EmptyStateProps) {
  return (
    <Stack align="flex-start" gap="md" py={48} maw={480}>
      <Title order={isWholePage ? 1 : 2} size="h3">
        {title}
      </Title>
      <Text c="dimmed">{children}</Text>
      {action}
    </Stack>
  );
}
