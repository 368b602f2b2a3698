import { isFoyerError, reasonOf } from "@foyer/client";
import type { ErrorCode } from "@foyer/contract/error-codes";
import type { ErrorDetails } from "@foyer/contract/error-details";
import { connection } from "../shared/connection";
import { counted } from "../shared/counted";
import { durationWords } from "../shared/duration-words";
import { ERROR_MESSAGES, NO_ANSWER_MESSAGE, NO_NETWORK_MESSAGE } from "../shared/error-messages";
import { whenHere } from "../shared/times";

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
  if (isFoyerError(error, "TICKET_TYPE_SOLD_OUT")) return typeSoldOutMessage(error.data);
  if (isFoyerError(error, "TOO_MANY_TICKETS")) return tooManyMessage(error.data);
  if (isFoyerError(error, "NOT_ON_SALE")) return notOnSaleMessage(error.data);
  return ERROR_MESSAGES[reason];
}

/** The same for a kind of tickets. */
function typeSoldOutMessage({
  available = 0,
  waitingCount = 0,
}: {
  readonly available?: number;
  readonly waitingCount?: number;
}): string {
  if (waitingCount > 0)
    return "Tickets of this kind that come back go to its waiting list first. Join it, or choose another kind.";
  if (available === 0)
    return "The last tickets of this kind have just gone. Join its waiting list, or choose another kind.";
  const verb = available === 1 ? "is" : "are";
  return `Only ${counted(available, "ticket")} of this kind ${verb} left. Choose ${available === 1 ? "1" : "fewer"}, or another kind.`;
}

function tooManyMessage({ maxTickets, ticketTypeId }: ErrorDetails<"TOO_MANY_TICKETS">): string {
  // A page may be newer than the server that answers it.
  if (!Number.isInteger(maxTickets)) return ERROR_MESSAGES.TOO_MANY_TICKETS;
  const tickets = counted(maxTickets, "ticket");
  return ticketTypeId === undefined
    ? `One person can have ${tickets} here at most. Choose fewer.`
    : `A booking can have ${tickets} of this kind at most. Choose fewer.`;
}

function notOnSaleMessage({ salesFrom, salesUntil }: ErrorDetails<"NOT_ON_SALE">): string {
  if (salesFrom !== undefined)
    return `Sales begin ${whenHere(salesFrom)}. Come back then, or choose other tickets.`;
  if (salesUntil !== undefined)
    return `Sales ended ${whenHere(salesUntil)}. Choose other tickets, if there are any.`;
  return ERROR_MESSAGES.NOT_ON_SALE;
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
