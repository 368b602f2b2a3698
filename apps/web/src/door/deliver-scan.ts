import { type FoyerClient, isFoyerError, reasonOf } from "@foyer/client";
import type { ErrorCode } from "@foyer/contract/error-codes";
import type { Refusal } from "./scan";
import type { Answer, Errand } from "./scan-queue";

/** A network that takes longer than this to answer is as good as none: the same errand is sent again. */
const TIMEOUT_MS = 10_000;

/** Refusals that say nothing about the ticket: the same errand may work later. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  "BUSY",
  "RATE_LIMITED",
  "DATABASE_UNAVAILABLE",
  "UNAUTHENTICATED",
  "SESSION_REUSED",
]);

type DoorApi = Pick<FoyerClient["booking"], "checkIn" | "undoCheckIn">;

/** Sends one errand of a door and reads the answer; `error` is what was thrown, where something was. */
export async function deliverScan(
  api: DoorApi,
  eventId: string,
  errand: Errand,
): Promise<{ answer: Answer; counts?: Counts; error?: unknown }> {
  const { code, scanId, scannedAt } = errand.scan;
  const options = { signal: AbortSignal.timeout(TIMEOUT_MS) };
  try {
    if (errand.kind === "undo") {
      const { counts } = await api.undoCheckIn.mutate({ eventId, code, scanId: errand.undoScanId }, options);
      return { answer: { kind: "undone" }, counts };
    }
    const { counts, ...admission } = await api.checkIn.mutate(
      { eventId, code, scanId, scannedAt: new Date(scannedAt) },
      options,
    );
    return { answer: { kind: "admitted", admission }, counts };
  } catch (error) {
    return { answer: answerOfError(error), error };
  }
}

type Counts = { admitted: number; expected: number };

function answerOfError(error: unknown): Answer {
  const reason = reasonOf(error);
  if (reason === undefined || PASSING.has(reason)) return { kind: "unreachable" };
  if (reason === "INTERNAL") return { kind: "failed" };
  return { kind: "refused", refusal: refusalOf(reason, error) };
}

function refusalOf(reason: ErrorCode, error: unknown): Refusal {
  const { admittedAt, admittedBy, eventName } = (isFoyerError(error) && error.data) || {};
  return {
    reason,
    ...(admittedAt && { admittedAt: new Date(admittedAt).getTime() }),
    ...(admittedBy && { admittedBy }),
    ...(eventName && { eventName }),
  };
}
