import { CloseButton, Group, Text } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import classes from "./action-messages.module.css";
import { Notice } from "./notice";

/** A message about the result of an action. Each is a new object, so that the same text twice is two messages. */
type ActionMessage = { readonly words: string; readonly tone: "done" | "note" };

interface ActionMessages {
  /** Shows a message. It stays until the next action at its place, or until the page is left. */
  say(words: string, tone?: ActionMessage["tone"]): void;
  clear(): void;
  current(): ActionMessage | null;
  subscribe(onChange: () => void): () => void;
}

function createActionMessages(): ActionMessages {
  let answer: ActionMessage | null = null;
  const listeners = new Set<() => void>();
  const set = (next: ActionMessage | null) => {
    if (answer === next) return;
    answer = next;
    for (const listener of listeners) listener();
  };
  return {
    say: (words, tone = "done") => set({ words, tone }),
    clear: () => set(null),
    current: () => answer,
    subscribe(onChange) {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
  };
}

/** Messages at the top of the page: about the page as a whole, or after navigating to it. */
export const pageMessages = createActionMessages();

const NearestAnswers = createContext(pageMessages);

/**
 * Shows a success message in the nearest {@link ActionMessageArea} above and focuses it. If the action navigates to
 * another page, call it after that.
 */
export function useActionMessage(): ActionMessages["say"] {
  return useContext(NearestAnswers).say;
}

type ActionMessageAreaProps = {
  children: ReactNode;
  /** Whether this is the top of the page. */
  isPage?: boolean;
  className?: string | undefined;
};

/** Shows messages about actions within it, above its content. */
export function ActionMessageArea({ children, isPage = false, className }: ActionMessageAreaProps) {
  const [own] = useState(createActionMessages);
  const answers = isPage ? pageMessages : own;
  const answer = useSyncExternalStore(answers.subscribe, answers.current);
  const router = useRouter();
  useEffect(
    () => router.subscribe("onBeforeNavigate", ({ pathChanged }) => pathChanged && answers.clear()),
    [router, answers],
  );
  return (
    <NearestAnswers value={answers}>
      {answer !== null && (
        <div className={classes.answer} data-page={isPage || undefined}>
          <Notice tone={answer.tone} answer={answer}>
            <Group gap="sm" wrap="nowrap" justify="space-between" align="flex-start">
              <Text>{answer.words}</Text>
              <CloseButton aria-label="Close" onClick={answers.clear} />
            </Group>
          </Notice>
        </div>
      )}
      {/* Further input makes the message stale. */}
      <div className={className} onInput={answers.clear} onSubmit={answers.clear}>
        {children}
      </div>
    </NearestAnswers>
  );
}
