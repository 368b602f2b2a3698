import type { ErrorCode } from "@foyer/contract/error-codes";
import type { EditedEvent, EventView } from "@foyer/contract/event";

/** What an error may tell beside its reason. Everything in it may be shown to the caller. */
export interface ErrorDetails {
  /** Seconds after which trying again makes sense. */
  readonly retryAfterSeconds?: number;
  /** How many tickets there still are, where there were too few. */
  readonly availableTickets?: number;
  /** What would be owed, in minor units of `currency`, where the caller expected another amount. */
  readonly totalAmount?: number;
  /** ISO 4217. */
  readonly currency?: string;
  /** How many people are on the waiting list, where they come first. */
  readonly waitingCount?: number;
  /** Where the caller stands on the waiting list, and where they would stand for more tickets. */
  readonly position?: number;
  readonly positionAfter?: number;
  /** When and by whom a ticket was let in, where it was before. */
  readonly admittedAt?: Date;
  readonly admittedBy?: string;
  /** The event that a ticket is for, where it is another one. */
  readonly eventName?: string;
  /** The moments to choose from, where a time of day was not clear. */
  readonly choices?: readonly Date[];
  /** Of an event that has changed meanwhile: what the fields in conflict are now. */
  readonly current?: Readonly<Partial<EditedEvent>>;
  /** The whole of it, and the `updatedAt` to be expected next. */
  readonly event?: Readonly<EditedEvent> & Readonly<Pick<EventView, "availableTickets" | "updatedAt">>;
  /** Which field of the input was wrong, where one was. */
  readonly field?: string;
}

/**
 * The one error of the domain: a refusal with a reason from the contract and a message for people. Anything
 * else that is thrown is a fault of ours, and its message never reaches a caller.
 *
 * It has no stack: when something is sold out thousands are refused in a second, and gathering stacks that nobody reads
 * cost as much as the rest of the refusal. What went wrong beneath it, if anything did, is its `cause`, with its own.
 */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(reason: ErrorCode, message: string, options: ErrorDetails & { cause?: unknown } = {}) {
    const { cause, ...details } = options;
    const { stackTraceLimit } = Error;
    // Nothing else is made before it is put back.
    Error.stackTraceLimit = 0;
    super(message, cause === undefined ? undefined : { cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.name = "DomainError";
    this.code = reason;
    this.details = details;
  }
}
