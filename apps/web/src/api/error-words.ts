import { reasonOf } from "@foyer/client";
import type { Reason } from "@foyer/contract/reasons";
import { WORDS_FOR_REASONS, WORDS_FOR_SILENCE } from "../shared/words-for-reasons";

export function reasonOfError(error: unknown): Reason | undefined {
  return reasonOf(error);
}

/** An error in one or two plain sentences. Without a reason no answer came, so the way there is broken. */
export function wordsForError(error: unknown): string {
  const reason = reasonOf(error);
  return reason === undefined ? WORDS_FOR_SILENCE : WORDS_FOR_REASONS[reason];
}
