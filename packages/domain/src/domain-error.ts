import type { ErrorCode } from "@foyer/contract/error-codes";
import type { ErrorDetails, Refusal, RefusalArguments } from "@foyer/contract/error-details";

/**
 * The only error type of the domain: an error code from the contract with the details that belong to it, and a
 * message for users. Anything else that is thrown is a bug, and its message never reaches a caller.
 *
 * It has no stack trace: a sold-out event causes thousands of these per second, and capturing stacks that nobody
 * reads is expensive. Its `cause`, if any, has its own.
 */
export class DomainError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code;
  readonly details: ErrorDetails<Code>;

  constructor(...[reason, message, options]: RefusalArguments<Code, { readonly cause?: unknown }>) {
    const { cause, ...details }: { readonly cause?: unknown } = options ?? {};
    const { stackTraceLimit } = Error;
    // No other error is created before the limit is restored.
    Error.stackTraceLimit = 0;
    super(message, cause === undefined ? undefined : { cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.name = "DomainError";
    this.code = reason;
    // What is left of the options without the cause, which TypeScript does not derive for a generic code.
    this.details = details as ErrorDetails<Code>;
  }

  /** Its code with its details, to be told apart by the code. */
  get refusal(): Refusal<Code> {
    // The constructor has taken the two together.
    return { reason: this.code, ...this.details } as Refusal<Code>;
  }
}

/** Seconds after which a retry makes sense, if the error says so. */
export function retryAfterOf({ details }: DomainError): number | undefined {
  return "retryAfterSeconds" in details ? details.retryAfterSeconds : undefined;
}
