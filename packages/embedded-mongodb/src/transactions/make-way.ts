import type { Transaction } from "./transaction.js";

/** Beyond this many times the patience, a transaction is asked to step aside even while it is at work. */
const LONGEST = 10;

/**
 * Has the open transaction step aside for a read that waits, once it has been idle for a while. One that is at work
 * is soon over by itself, and taking its changes out and putting them back would cost more than all of it.
 *
 * @param patience how long it may be idle, in milliseconds
 */
export function makeWay(
  transaction: Transaction | undefined,
  patience: number,
  asked = performance.now(),
): void {
  if (transaction?.state !== "open") return;
  const stillBusy = patience - transaction.idleFor;
  if (stillBusy <= 0 || performance.now() - asked > LONGEST * patience) {
    void transaction.stepAside();
    return;
  }
  setTimeout(() => makeWay(transaction, patience, asked), Math.max(1, stillBusy));
}
