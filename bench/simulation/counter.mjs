/**
 * The one document that a sale is counted on, as MongoDB treats it in transactions: each reads from a snapshot, and
 * who writes it while another transaction that wrote it is open, or after one that is newer than the snapshot,
 * meets a write conflict. With capacity in buckets there are several, each of a part.
 *
 * @param {number} available
 */
export function createCounter(available) {
  let left = available;
  let isHeld = false;
  let taken = 0;
  let writtenAt = Number.NEGATIVE_INFINITY;
  return {
    /** Writers that met conflicts and ask for a turn. */
    asking: new Set(),
    /** What a transaction that begins now would read. */
    get left() {
      return left;
    },
    /** Whether a transaction with this snapshot may write the document now. */
    isFree: (snapshotAt) => !isHeld && writtenAt <= snapshotAt,
    /** Writes it, in a transaction that is still open: nobody else sees it yet. */
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
    /** Puts tickets of another bucket into this one, in a transaction of who holds it. */
    pour(quantity) {
      left += quantity;
    },
    /** Takes what is left out, in the same way. */
    drain() {
      const rest = left;
      left = 0;
      return rest;
    },
  };
}
