import { isFoyerError, reasonOf } from "@foyer/client";
import type { ErrorCode } from "@foyer/contract/error-codes";
import { connection } from "../shared/connection";
import { counted } from "../shared/counted";
import { durationWords } from "../shared/duration-words";
import { ERROR_MESSAGES, NO_ANSWER_MESSAGE, NO_NETWORK_MESSAGE } from "../shared/error-messages";

export function errorCodeOf(error: unknown): ErrorCode | undefined {
  return reasonOf(error);
}

/** Whether a call got no answer, so that its outcome is unknown. */
export function isNoAnswer(error: unknown): boolean {
  return isFoyerError(error) && reasonOf(error) === undefined;
}

/** Whether a call failed because the session is over, so that only signing in helps. */
export function isSignedOutError(error: unknown): boolean {
  const reason = reasonOf(error);
  return reason === "UNAUTHENTICATED" || reason === "SESSION_REUSED";
}

/** The message for any error, in one or two sentences. An error without a code means that no answer came. */
export function errorMessage(error: unknown): string {
  const reason = reasonOf(error);
  if (reason === undefined) {
    return connection.current() === "no-network" ? NO_NETWORK_MESSAGE : NO_ANSWER_MESSAGE;
  }
  if (isFoyerError(error, "RATE_LIMITED")) {
    const { retryAfterSeconds: wait } = error.data;
    if (wait > 0) return `That was too often in a short time. Try again in ${durationWords(wait)}.`;
  }
  if (isFoyerError(error, "EVENT_SOLD_OUT")) return soldOutMessage(error.data);
  return ERROR_MESSAGES[reason];
}

/** The message depends on whether some tickets are left, and whether there is a waiting list. */
function soldOutMessage({
  availableTickets = 0,
  waitingCount = 0,
}: {
  readonly availableTickets?: number;
  readonly waitingCount?: number;
}): string {
  if (waitingCount > 0)
    return "Tickets that come back go to the waiting list first. Join it to be offered some.";
  if (availableTickets === 0)
    return "The last tickets have just gone. Join the waiting list to be offered what comes back.";
  const verb = availableTickets === 1 ? "is" : "are";
  return `Only ${counted(availableTickets, "ticket")} ${verb} left. Choose ${availableTickets === 1 ? "1" : "fewer"}, or look for another event.`;
}
