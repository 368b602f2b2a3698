import type { WebhookOutcome } from "./webhook-transport.js";

/** The status by which a receiver says that it wants no more. */
export const GONE = 410;

/** Why a delivery failed, in words for the organizer; undefined if it arrived. */
export function problemOf(outcome: WebhookOutcome): string | undefined {
  switch (outcome.kind) {
    case "failed":
      return outcome.problem;
    case "aborted":
      return "The delivery was interrupted.";
    case "answered":
      return problemOfStatus(outcome.status);
  }
}

function problemOfStatus(status: number): string | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400) {
    return `The receiver answered with ${status}, a redirect, which is not followed.`;
  }
  if (status === GONE) return "The receiver answered with 410: it wants no more deliveries.";
  return `The receiver answered with ${status}.`;
}
