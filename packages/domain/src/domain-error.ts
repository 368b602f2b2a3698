import type { ErrorCode } from "@foyer/contract/error-codes";
import type { EditedEvent, EventView } from "@foyer/contract/event";

/** Details of an error besides its code. All of them may be shown to the caller. */
export interface ErrorDetails {
  /** Seconds after which a retry makes sense. */
  readonly retryAfterSeconds?: number;
  /** The number of available tickets, if there were too few. */
  readonly availableTickets?: number;
  /** The amount that would be owed, in minor units of `currency`, if the caller expected another one. */
  readonly totalAmount?: number;
  /** ISO 4217. */
  readonly currency?: string;
  /** The number of people on the waiting list, if they come first. */
  readonly waitingCount?: number;
  /** The caller's position on the waiting list, and the one they would have with more tickets. */
  readonly position?: number;
  readonly positionAfter?: number;
  /** When and by whom a ticket was checked in, if it was used before. */
  readonly admittedAt?: Date;
  readonly admittedBy?: string;
  /** The event that a ticket is for, if it is another one. */
  readonly eventName?: string;
  /** The instants to choose from, if a local time was ambiguous or does not exist. */
  readonly choices?: readonly Date[];
  /** The current values of the fields in conflict, if the event was changed meanwhile. */
  readonly current?: Readonly<Partial<EditedEvent>>;
  /** All current values, and the `updatedAt` to expect next. */
  readonly event?: Readonly<EditedEvent> & Readonly<Pick<EventView, "availableTickets" | "updatedAt">>;
  /** The field of the input that was invalid, if one was. */
  readonly field?: string;
}

/**
 * The only error type of the domain: an error code from the contract and a message for users. Anything else that
 * is thrown is a bug, and its message never reaches a caller.
 *
 * It has no stack trace: a sold-out event causes thousands of these per second, and capturing stacks that nobody
 * reads is expensive. Its `cause`, if any, has its own.
 */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(reason: ErrorCode, message: string, options: ErrorDetails & { cause?: unknown } = {}) {
    const { cause, ...details } = options;
    const { stackTraceLimit } = Error;
    // No other error is created before the limit is restored.
    Error.stackTraceLimit = 0;
    super(message, cause === undefined ? undefined : { cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.name = "DomainError";
    this.code = reason;
    this.details = details;
  }
}
