/** Orders texts by their bytes, as the database does: a cursor that one of them wrote is read by the other. */
export function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
