import { type FailureKind, kindOfFailure } from "@foyer/db/failure";

/**
 * The maximum number of transactions per batch. Finding one bad request among 250 takes 17, finding four about
 * 55; requests in a part that may not be halved further are rejected with it.
 */
export const MAX_TRANSACTIONS = 64;

/** How a batch is written. */
export interface PartWriter<Request> {
  /** Writes some requests in one transaction. `isLast` when a part that fails is not going to be halved. */
  write(part: readonly Request[], isLast: boolean): Promise<void>;
  /** Called with requests that could not be written. */
  reject(part: readonly Request[], error: unknown): void;
}

/**
 * Writes a batch in one transaction; if that fails, in as few as the kind of failure allows (decision 0025):
 * - a failure that the next transaction would meet as well (the database is busy, unreachable or in conflict)
 *   fails all remaining requests;
 * - a failure that a single request may have caused, with invalid data or by a unique index, is isolated by
 *   halving, so that the other requests succeed;
 * - any other failure says nothing about a request: the batch is retried once as a whole, and then fails.
 *
 * Requests are written in order.
 */
export async function commitHalving<Request>(
  requests: readonly Request[],
  { write, reject }: PartWriter<Request>,
): Promise<void> {
  const parts = [requests];
  let isRetryLeft = true;
  for (let done = 1; ; done++) {
    const part = parts.shift();
    if (part === undefined) return;
    try {
      await write(part, part === requests || part.length === 1);
    } catch (error) {
      const kind = kindOfFailure(error);
      if (isShared(kind)) {
        for (const left of [part, ...parts.splice(0)]) reject(left, error);
      } else if (isAttributable(kind) && part.length > 1 && done + parts.length + 2 <= MAX_TRANSACTIONS) {
        const half = Math.ceil(part.length / 2);
        parts.unshift(part.slice(0, half), part.slice(half));
      } else if (kind === "other" && isRetryLeft) {
        isRetryLeft = false;
        parts.unshift(part);
      } else reject(part, error);
    }
  }
}

/** Whether no single request is to blame: the next try would meet the same. */
function isShared(kind: FailureKind): boolean {
  return kind === "busy" || kind === "conflict" || kind === "unreachable";
}

/** Whether one request of many can have caused it. */
function isAttributable(kind: FailureKind): boolean {
  return kind === "unique" || kind === "aborted" || kind === "missing" || kind === "invalid";
}
