import type { Reason } from "@foyer/contract/reasons";

/** What an error may tell beside its reason. Everything in it may be shown to the caller. */
export interface ErrorDetails {
  /** Seconds after which trying again makes sense. */
  readonly retryAfterSeconds?: number;
  /** How many tickets there still are, where there were too few. */
  readonly availableTickets?: number;
  /** How many people are on the waiting list, where they come first. */
  readonly waitingCount?: number;
  /** When and by whom a ticket was let in, where it was before. */
  readonly admittedAt?: Date;
  readonly admittedBy?: string;
  /** The event that a ticket is for, where it is another one. */
  readonly eventName?: string;
  /** Which field of the input was wrong, where one was. */
  readonly field?: string;
}

/**
 * The one error of the domain: a refusal with a reason from the contract and a message for people. Anything
 * else that is thrown is a fault of ours, and its message never reaches a caller.
 */
export class DomainError extends Error {
  readonly reason: Reason;
  readonly details: ErrorDetails;

  constructor(reason: Reason, message: string, options: ErrorDetails & { cause?: unknown } = {}) {
    const { cause, ...details } = options;
    super(message, cause === undefined ? undefined : { cause });
    this.name = "DomainError";
    this.reason = reason;
    this.details = details;
  }
}
