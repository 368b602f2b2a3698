import { CloseButton, Group, Text } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import classes from "./answers.module.css";
import { Notice } from "./notice";

/** What came of an action. Each is an object of its own, so that the same words twice are two answers. */
type Answer = { readonly words: string; readonly tone: "done" | "note" };

interface Answers {
  /** Shows what came of an action. It stays until something else is done at its place, or the page is left. */
  say(words: string, tone?: Answer["tone"]): void;
  clear(): void;
  current(): Answer | null;
  subscribe(onChange: () => void): () => void;
}

function createAnswers(): Answers {
  let answer: Answer | null = null;
  const listeners = new Set<() => void>();
  const set = (next: Answer | null) => {
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

/** The answers at the top of the page, for what concerns it as a whole or led to it from another one. */
export const pageAnswers = createAnswers();

const NearestAnswers = createContext(pageAnswers);

/**
 * Says that an action is done, at the nearest place for answers above: in view, and with the focus on it. Where the
 * action leads to another page, say it once that page is there.
 */
export function useAnswer(): Answers["say"] {
  return useContext(NearestAnswers).say;
}

type AnswerPlaceProps = {
  children: ReactNode;
  /** Whether this is the top of the page. */
  isPage?: boolean;
  className?: string | undefined;
};

/** Where the answers to actions within it are shown: above the rest of it. */
export function AnswerPlace({ children, isPage = false, className }: AnswerPlaceProps) {
  const [own] = useState(createAnswers);
  const answers = isPage ? pageAnswers : own;
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
      {/* What goes on after an answer makes it old. */}
      <div className={className} onInput={answers.clear} onSubmit={answers.clear}>
        {children}
      </div>
    </NearestAnswers>
  );
}
