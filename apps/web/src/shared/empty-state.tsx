import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

type EmptyStateProps = {
  /** What is missing. */
  title: string;
  /** What this place will show. */
  children: ReactNode;
  /** The action that fills it. */
  action?: ReactNode;
  /** Whether it is the page's only content, so that its title is the page's heading. */
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
