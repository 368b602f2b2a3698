import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { ConnectionState } from "./connection";
import { EmptyState } from "./empty-state";
import { useConnection } from "./use-connection";

type LoadingProps = {
  /** A skeleton shaped like what comes. */
  children: ReactNode;
  /** Whether all of the page is missing, or its main part, or something small in it. */
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

/** What stands in the place of what is being loaded. Where nothing can be, it says so instead of seeming to come. */
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
