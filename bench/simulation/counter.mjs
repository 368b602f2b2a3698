/**
 * The document that holds an event's availability, as MongoDB treats it in transactions: each reads from a snapshot, and
 * a write conflicts with an open transaction that wrote it, and with a commit newer than the snapshot. With capacity in
 * buckets there are several, each of a part.
 *
 * @param {number} available
 */
export function createCounter(available) {
  let left = available;
  let isHeld = false;
  let taken = 0;
  let writtenAt = Number.NEGATIVE_INFINITY;
  return {
    /** Writers that met conflicts and request the write lease. */
    leaseRequests: new Set(),
    /** What a transaction that begins now reads. */
    get left() {
      return left;
    },
    /** Whether a transaction with this snapshot may write the document now. */
    isFree: (snapshotAt) => !isHeld && writtenAt <= snapshotAt,
    /** Writes it in an open transaction: not visible to others yet. */
    hold(quantity) {
      if (isHeld) throw new Error("Two transactions hold one document.");
      if (quantity > left) throw new Error("More tickets are taken than there are.");
      isHeld = true;
      taken = quantity;
    },
    commit(now) {
      left -= taken;
      taken = 0;
      isHeld = false;
      writtenAt = now;
    },
    /** Moves tickets of another bucket into this one, in the transaction that holds it. */
    pour(quantity) {
      left += quantity;
    },
    /** Takes out what is left, in the same way. */
    drain() {
      const rest = left;
      left = 0;
      return rest;
    },
  };
}
