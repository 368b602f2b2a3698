import { isFoyerError, reasonOf } from "@foyer/client";
import type { ErrorCode } from "@foyer/contract/error-codes";
import { connection } from "../shared/connection";
import { counted } from "../shared/counted";
import { durationWords } from "../shared/duration-words";
import { WORDS_FOR_NO_NETWORK, WORDS_FOR_REASONS, WORDS_FOR_SILENCE } from "../shared/words-for-reasons";

export function reasonOfError(error: unknown): ErrorCode | undefined {
  return reasonOf(error);
}

/** Whether a call got no answer: whether it was carried out is not known. */
export function isNoAnswer(error: unknown): boolean {
  return isFoyerError(error) && reasonOf(error) === undefined;
}

/** Whether a call was refused because the session is over: only signing in again helps. */
export function isSignedOutError(error: unknown): boolean {
  const reason = reasonOf(error);
  return reason === "UNAUTHENTICATED" || reason === "SESSION_REUSED";
}

/** An error in one or two plain sentences. Without a reason no answer came, so the way there is broken. */
export function wordsForError(error: unknown): string {
  const reason = reasonOf(error);
  if (reason === undefined) {
    return connection.current() === "no-network" ? WORDS_FOR_NO_NETWORK : WORDS_FOR_SILENCE;
  }
  const wait = isFoyerError(error) ? error.data?.retryAfterSeconds : undefined;
  if (reason === "RATE_LIMITED" && wait !== undefined) {
    return `That was too often in a short time. Try again in ${durationWords(wait)}.`;
  }
  if (reason === "EVENT_SOLD_OUT" && isFoyerError(error)) return soldOutWords(error.data ?? {});
  return WORDS_FOR_REASONS[reason];
}

/** What can be done about tickets that are gone depends on whether some are left, and for whom. */
function soldOutWords({
  availableTickets = 0,
  waitingCount = 0,
}: {
  availableTickets?: number | undefined;
  waitingCount?: number | undefined;
}): string {
  if (waitingCount > 0)
    return "Tickets that come back go to the waiting list first. Join it to be offered some.";
  if (availableTickets === 0)
    return "The last tickets have just gone. Join the waiting list to be offered what comes back.";
  const verb = availableTickets === 1 ? "is" : "are";
  return `Only ${counted(availableTickets, "ticket")} ${verb} left. Choose ${availableTickets === 1 ? "1" : "fewer"}, or look for another event.`;
}
