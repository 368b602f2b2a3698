/** Compares texts by bytes, as the database does, so that cursors written by either are read by the other. */
export function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
