import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./empty-state.module.css";

type EmptyStateProps = {
  /** What is missing. */
  title: string;
  /** What this place will show. */
  children: ReactNode;
  /** The action that fills it. */
  action?: ReactNode;
  /** Whether it is the page's only content, so that its title is the page's heading. */
  isWholePage?: boolean;
  /** Whether it is on a page for attendees, which has a face and a picture of its own. */
  isEditorial?: boolean;
};

export function EmptyState({
  title,
  children,
  action,
  isWholePage = false,
  isEditorial = false,
}: EmptyStateProps) {
  return (
    <Stack align="flex-start" gap="md" py={48} maw={480}>
      {isEditorial && <BlankTicket />}
      <Title order={isWholePage ? 1 : 2} size="h3" {...(isEditorial && { className: classes.title })}>
        {title}
      </Title>
      <Text c="dimmed">{children}</Text>
      {action}
    </Stack>
  );
}

/** A ticket with nothing on it. */
function BlankTicket() {
  return (
    <svg className={classes.picture} viewBox="0 0 96 56" aria-hidden="true">
      <path d="M4 2h88a2 2 0 0 1 2 2v14a10 10 0 0 0 0 20v14a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V38a10 10 0 0 0 0-20V4a2 2 0 0 1 2-2z" />
      <path className={classes.fold} d="M66 8v40" />
    </svg>
  );
}
