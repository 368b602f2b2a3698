/** A name as it is sorted: without case and accents. MongoDB sorts by bytes, and Prisma knows no collation. */
export function nameKey(name: string): string {
  return name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
