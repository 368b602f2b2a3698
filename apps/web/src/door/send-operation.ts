import { type FoyerClient, isFoyerError, reasonOf } from "@foyer/client";
import type { ErrorCode } from "@foyer/contract/error-codes";
import type { Refusal } from "./scan";
import type { Operation, OperationResult } from "./scan-queue";

/** After this long without an answer a request is treated as failed and sent again. */
const TIMEOUT_MS = 10_000;

/** Errors that say nothing about the ticket: a retry may succeed. */
const TEMPORARY: ReadonlySet<ErrorCode> = new Set([
  "BUSY",
  "RATE_LIMITED",
  "DATABASE_UNAVAILABLE",
  "UNAUTHENTICATED",
  "SESSION_REUSED",
]);

type DoorApi = Pick<FoyerClient["booking"], "checkIn" | "undoCheckIn">;

/** Sends one operation of the scan queue; `error` is the error, if there was one. */
export async function sendOperation(
  api: DoorApi,
  eventId: string,
  operation: Operation,
): Promise<{ result: OperationResult; counts?: Counts; error?: unknown }> {
  const { code, scanId, scannedAt } = operation.scan;
  const options = { signal: AbortSignal.timeout(TIMEOUT_MS) };
  try {
    if (operation.kind === "undo") {
      const { counts } = await api.undoCheckIn.mutate(
        { eventId, code, scanId: operation.undoScanId },
        options,
      );
      return { result: { kind: "undone" }, counts };
    }
    const { counts, ...admission } = await api.checkIn.mutate(
      { eventId, code, scanId, scannedAt: new Date(scannedAt) },
      options,
    );
    return { result: { kind: "admitted", admission }, counts };
  } catch (error) {
    return { result: resultOfError(error), error };
  }
}

type Counts = { admitted: number; expected: number };

function resultOfError(error: unknown): OperationResult {
  const reason = reasonOf(error);
  if (reason === undefined || TEMPORARY.has(reason)) return { kind: "unreachable" };
  if (reason === "INTERNAL") return { kind: "failed" };
  return { kind: "refused", refusal: refusalOf(reason, error) };
}

/** What an error says about why a ticket is refused. */
export function refusalOf(reason: ErrorCode, error: unknown): Refusal {
  if (isFoyerError(error, "ALREADY_CHECKED_IN")) {
    const { admittedAt, admittedBy } = error.data;
    return {
      reason,
      ...(admittedAt && { admittedAt: admittedAt.getTime() }),
      ...(admittedBy && { admittedBy }),
    };
  }
  if (isFoyerError(error, "TICKET_OF_ANOTHER_EVENT")) return { reason, eventName: error.data.eventName };
  return { reason };
}
