import type { ErrorCode } from "@foyer/contract/error-codes";
import type { ProcedureCode, ProcedurePath } from "@foyer/contract/procedure-codes";
import { TRPCClientError } from "@trpc/client";
import type { inferRouterError } from "@trpc/server";
import type { AppRouter } from "../generated/app-router.js";
import { Answer, CallFault, type FaultKind } from "./call-fault.js";

/** The error that a call of the client rejects with. */
export type FoyerError = TRPCClientError<AppRouter>;

/** The `data` of a refusal, to be told apart by `reason`: `ErrorData<"EVENT_SOLD_OUT">`. */
export type ErrorData<Code extends ErrorCode = ErrorCode> = Extract<
  inferRouterError<AppRouter>["data"],
  { readonly reason: Code }
>;

/** A call that the server refused: `data.reason` is its code, and says which other fields `data` has. */
export type RefusedCall<Code extends ErrorCode = ErrorCode> = FoyerError & { readonly data: ErrorData<Code> };

/**
 * The codes that a procedure can refuse a call with: `CodesOf<"booking.create">`. Where a session is needed, the
 * client may also fail to refresh it.
 */
export type CodesOf<Path extends ProcedurePath> =
  | ProcedureCode<Path>
  | ("UNAUTHENTICATED" extends ProcedureCode<Path> ? ProcedureCode<"user.refresh"> : never);

/**
 * Whether an error comes from a call of the client: returned by the server, or because no answer came. With codes,
 * whether the server refused the call with one of them; `data` then has what belongs to it.
 *
 * @example
 * if (isFoyerError(error, "EVENT_SOLD_OUT")) console.log(error.data.availableTickets);
 */
export function isFoyerError(error: unknown): error is FoyerError;
export function isFoyerError<Code extends ErrorCode>(
  error: unknown,
  ...codes: readonly [Code, ...Code[]]
): error is RefusedCall<Code>;
export function isFoyerError(error: unknown, ...codes: readonly ErrorCode[]): boolean {
  const failed = callError(error);
  if (failed === undefined) return false;
  const reason = failed.data?.reason;
  return codes.length === 0 || (reason !== undefined && codes.includes(reason));
}

/**
 * Whether the server refused a call of this procedure. A `switch` over `error.data.reason` is then exhaustive once
 * it has all codes of the procedure; its `default` is for codes of a newer server.
 *
 * @param _path the procedure that was called
 */
export function isRefusalOf<Path extends ProcedurePath>(
  error: unknown,
  _path: Path,
): error is RefusedCall<CodesOf<Path>> {
  return reasonOf(error) !== undefined;
}

/** The error code of a failed call; undefined if the server did not answer it, or the error is not a call's. */
export function reasonOf(error: unknown): ErrorCode | undefined {
  return callError(error)?.data?.reason;
}

function callError(error: unknown): FoyerError | undefined {
  return error instanceof TRPCClientError ? error : undefined;
}

/** Why a call failed, with what is known of the HTTP answer. */
export interface CallFailure {
  /**
   * - `refused`: the server answered with an error code.
   * - `no-answer`: the server could not be reached, or the connection broke off. The call may have been carried out.
   * - `timed-out`: no answer in time. The call may have been carried out.
   * - `aborted`: the caller's signal was aborted. The call may have been carried out.
   * - `unreadable`: something else than Foyer answered, such as a proxy.
   * - `not-sent`: the request could not be made, such as when the tokens could not be read, or there is no API key.
   */
  readonly kind: "refused" | FaultKind | "aborted";
  /** The HTTP status, if an answer began. */
  readonly status?: number | undefined;
  /** The server's id of the request, if it answered, to find it in its log. */
  readonly requestId?: string | undefined;
}

/** Why a call failed; undefined if the error is not a call's. */
export function failureOf(error: unknown): CallFailure | undefined {
  const failed = callError(error);
  if (failed === undefined) return undefined;
  const { data, cause, meta } = failed;
  const head = cause instanceof CallFault ? cause.head : headIn(meta);
  const answer = head && { status: head.status, requestId: head.requestId };
  if (data != null) return { kind: "refused", status: data.httpStatus, requestId: head?.requestId };
  if (cause instanceof CallFault) return { kind: cause.kind, ...answer };
  if (answer !== undefined) return { kind: "unreadable", ...answer };
  switch (cause?.name) {
    case "TimeoutError":
      return { kind: "timed-out" };
    case "AbortError":
      return { kind: "aborted" };
    // Of a `fetch` other than the client's own.
    case "TypeError":
      return { kind: "no-answer" };
    default:
      return { kind: "not-sent" };
  }
}

/** How long the server asks to wait before a retry, in milliseconds. */
export function retryAfterMsOf({ data, cause, meta }: FoyerError): number | undefined {
  if (data != null && "retryAfterSeconds" in data) return data.retryAfterSeconds * 1_000;
  return (cause instanceof CallFault ? cause.head : headIn(meta))?.retryAfterMs;
}

function headIn(meta: Record<string, unknown> | undefined) {
  const response = meta?.response;
  return response instanceof Answer ? response.head : undefined;
}
