import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { ConnectionState } from "./connection";
import { EmptyState } from "./empty-state";
import { useConnection } from "./use-connection";

type LoadingProps = {
  /** A skeleton in the shape of the content. */
  children: ReactNode;
  /** Whether it replaces the whole page, its main part, or a line. */
  size?: "page" | "part" | "line";
  className?: string | undefined;
};

const WORDS: Record<Exclude<ConnectionState, "up">, { title: string; words: string }> = {
  "no-network": {
    title: "There is no network",
    words: "This has not been loaded yet. It loads by itself when the network is back.",
  },
  "no-answer": {
    title: "Foyer does not answer",
    words: "This has not been loaded yet. It loads by itself as soon as Foyer answers again.",
  },
};

/** A placeholder for content that is loading. While the server is unreachable it says so. */
export function Loading({ children, size = "part", className }: LoadingProps) {
  const connection = useConnection();
  if (connection === "up") {
    return (
      <div className={className} aria-busy="true">
        {children}
      </div>
    );
  }
  const { title, words } = WORDS[connection];
  if (size === "line") return <Text c="dimmed">{`${title}. ${words}`}</Text>;
  return (
    <EmptyState title={title} isWholePage={size === "page"}>
      {words}
    </EmptyState>
  );
}
