import type { ErrorCode } from "@foyer/contract/error-codes";
import type { ErrorData, InputIssue, Refusal } from "@foyer/contract/error-details";
import { WireFormatError, writeWireFormat } from "@foyer/contract/wire-format";
import type { DomainError } from "@foyer/domain/domain-error";
import { toDomainError } from "@foyer/domain/to-domain-error";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import {
  type TRPC_ERROR_CODE_KEY,
  type TRPC_ERROR_CODE_NUMBER,
  TRPC_ERROR_CODES_BY_KEY,
} from "@trpc/server/rpc";
import { ZodError } from "zod";

/** An error as callers receive it. */
export type ErrorDescription = Refusal & { readonly message: string };

/** An error as tRPC sends it. Clients narrow its data by `reason`. */
export interface FormattedError {
  readonly code: TRPC_ERROR_CODE_NUMBER;
  readonly message: string;
  readonly data: ErrorData;
}

/** The table from error codes to tRPC's codes, which determine the HTTP status. */
export const TRPC_CODE_BY_ERROR_CODE: Readonly<Record<ErrorCode, TRPC_ERROR_CODE_KEY>> = {
  INVALID_INPUT: "BAD_REQUEST",
  MALFORMED_REQUEST: "PARSE_ERROR",
  REQUEST_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  UNSUPPORTED_MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
  METHOD_NOT_ALLOWED: "METHOD_NOT_SUPPORTED",
  NOT_FOUND: "NOT_FOUND",
  UNAUTHENTICATED: "UNAUTHORIZED",
  FORBIDDEN: "FORBIDDEN",
  INVALID_CREDENTIALS: "UNAUTHORIZED",
  EMAIL_TAKEN: "CONFLICT",
  SESSION_REUSED: "UNAUTHORIZED",
  PASSWORD_TOO_COMMON: "BAD_REQUEST",
  LINK_NOT_VALID: "BAD_REQUEST",
  LAST_ADMIN: "CONFLICT",
  ACCOUNT_IN_USE: "CONFLICT",
  MAIL_UNAVAILABLE: "SERVICE_UNAVAILABLE",
  TOO_MANY_API_KEYS: "CONFLICT",
  ORIGIN_NOT_ALLOWED: "FORBIDDEN",
  EVENT_NOT_OPEN: "CONFLICT",
  EVENT_IN_PAST: "BAD_REQUEST",
  EVENT_CANCELLED: "CONFLICT",
  EVENT_SOLD_OUT: "CONFLICT",
  CAPACITY_BELOW_RESERVED: "CONFLICT",
  EVENT_CHANGED: "CONFLICT",
  START_TIME_UNCLEAR: "BAD_REQUEST",
  BOOKING_ALREADY_ACTIVE: "CONFLICT",
  BOOKING_NOT_ACTIVE: "CONFLICT",
  CANCELLATION_CLOSED: "CONFLICT",
  PRICE_CHANGED: "CONFLICT",
  BOOKING_NOT_PENDING: "CONFLICT",
  TICKET_TYPE_SOLD_OUT: "CONFLICT",
  NOT_ON_SALE: "CONFLICT",
  TOO_MANY_TICKETS: "CONFLICT",
  CODE_INVALID: "BAD_REQUEST",
  CODE_USED_UP: "CONFLICT",
  ANSWERS_MISSING: "CONFLICT",
  CHANGES_CLOSED: "CONFLICT",
  TICKET_TYPE_IN_USE: "CONFLICT",
  CODE_TAKEN: "CONFLICT",
  HOLD_EXPIRED: "CONFLICT",
  PAYMENT_METHOD_UNAVAILABLE: "BAD_REQUEST",
  PAYMENT_DECLINED: "PAYMENT_REQUIRED",
  PAYMENT_UNDER_WAY: "CONFLICT",
  PAYMENT_UNAVAILABLE: "SERVICE_UNAVAILABLE",
  NOTHING_TO_PAY: "CONFLICT",
  TICKETS_AVAILABLE: "CONFLICT",
  ALREADY_WAITING: "CONFLICT",
  NOT_WAITING: "CONFLICT",
  TICKET_NOT_VALID: "BAD_REQUEST",
  TICKET_OF_ANOTHER_EVENT: "CONFLICT",
  TICKET_CANCELLED: "CONFLICT",
  ALREADY_CHECKED_IN: "CONFLICT",
  NOT_CHECKED_IN: "CONFLICT",
  TOO_MANY_WEBHOOKS: "CONFLICT",
  WEBHOOK_DISABLED: "CONFLICT",
  IDEMPOTENCY_KEY_REUSED: "UNPROCESSABLE_CONTENT",
  RATE_LIMITED: "TOO_MANY_REQUESTS",
  BUSY: "SERVICE_UNAVAILABLE",
  DATABASE_UNAVAILABLE: "SERVICE_UNAVAILABLE",
  INTERNAL: "INTERNAL_SERVER_ERROR",
};

/**
 * Errors raised by tRPC itself, before any of our code runs. Its messages mention internals, so they are
 * replaced.
 */
const TRPC_ERRORS: Partial<Record<TRPC_ERROR_CODE_KEY, ErrorDescription>> = {
  PARSE_ERROR: { reason: "MALFORMED_REQUEST", message: "The request could not be read." },
  BAD_REQUEST: { reason: "MALFORMED_REQUEST", message: "The request could not be understood." },
  NOT_FOUND: { reason: "NOT_FOUND", message: "There is no such procedure." },
  UNAUTHORIZED: { reason: "UNAUTHENTICATED", message: "Sign in to do this." },
  FORBIDDEN: { reason: "FORBIDDEN", message: "Only an admin may do this." },
  METHOD_NOT_SUPPORTED: {
    reason: "METHOD_NOT_ALLOWED",
    message: "Queries are sent with GET and mutations with POST.",
  },
  PAYLOAD_TOO_LARGE: { reason: "REQUEST_TOO_LARGE", message: "The request is too large." },
  UNSUPPORTED_MEDIA_TYPE: {
    reason: "UNSUPPORTED_MEDIA_TYPE",
    message: "Requests have to be JSON: send the content type application/json.",
  },
};

const INTERNAL: ErrorDescription = {
  reason: "INTERNAL",
  message: "Something went wrong on our side. It has been recorded. Try again in a moment.",
};

/** Converts any error into what its caller may know. */
export function describeError(error: TRPCError): ErrorDescription {
  const domainError = toDomainError(error.cause);
  if (domainError !== undefined) return { ...domainError.refusal, message: domainError.message };
  if (error.code === "BAD_REQUEST" && error.cause instanceof ZodError) {
    const issues = error.cause.issues.slice(0, MAX_ISSUES).map(({ path, message }) => ({
      path: shorten(path.join("."), MAX_PATH_LENGTH),
      message: shorten(message, MAX_MESSAGE_LENGTH),
    }));
    return { reason: "INVALID_INPUT", message: summarize(issues), issues };
  }
  if (error.cause instanceof WireFormatError)
    return { reason: "INVALID_INPUT", message: error.cause.message };
  return TRPC_ERRORS[error.code] ?? INTERNAL;
}

/** Cached: tRPC maps only error objects to statuses, and creating one is expensive. */
const statuses = new Map<ErrorCode, number>();

/** The HTTP status of an error code. */
export function statusOf(reason: ErrorCode): number {
  const known = statuses.get(reason);
  if (known !== undefined) return known;
  const status = getHTTPStatusCodeFromError(new TRPCError({ code: TRPC_CODE_BY_ERROR_CODE[reason] }));
  statuses.set(reason, status);
  return status;
}

/**
 * An error raised before tRPC was reached (such as for a body that is too large), as a body that tRPC's clients
 * read like any other error.
 */
export function errorBody({ refusal, message }: DomainError) {
  const key = TRPC_CODE_BY_ERROR_CODE[refusal.reason];
  const code = TRPC_ERROR_CODES_BY_KEY[key];
  const httpStatus = statusOf(refusal.reason);
  return {
    httpStatus,
    body: { error: writeWireFormat({ message, code, data: { code: key, httpStatus, ...refusal } }) },
  };
}

/** Bounds what an error repeats of an invalid input. */
const MAX_ISSUES = 50;
const MAX_PATH_LENGTH = 200;
const MAX_MESSAGE_LENGTH = 500;

function shorten(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

function summarize(issues: readonly InputIssue[]): string {
  const [first] = issues;
  if (first === undefined) return "The input is not valid.";
  return first.path === "" ? first.message : `${first.path}: ${first.message}`;
}
