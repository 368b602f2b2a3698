import type { Transaction } from "./transaction.js";

/** After this many times the idle limit, a transaction is suspended even while it runs statements. */
const BUSY_FACTOR = 10;

/**
 * Suspends the open transaction for a waiting read, once it has been idle for a while. A busy one ends soon by
 * itself, and taking its changes out and putting them back would cost more than waiting.
 *
 * @param idleLimit how long it may be idle, in milliseconds
 */
export function suspendForRead(
  transaction: Transaction | undefined,
  idleLimit: number,
  asked = performance.now(),
): void {
  if (transaction?.state !== "open") return;
  const remaining = idleLimit - transaction.idleFor;
  if (remaining <= 0 || performance.now() - asked > BUSY_FACTOR * idleLimit) {
    void transaction.suspend();
    return;
  }
  setTimeout(() => suspendForRead(transaction, idleLimit, asked), Math.max(1, remaining));
}
