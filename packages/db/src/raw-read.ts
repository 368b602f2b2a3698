import { z } from "zod";

/**
 * Reading many documents by a list of ids: Prisma's own `in` takes time that grows with the square of the list, so
 * such reads are sent as they are. They join the transaction that they are made in like any other.
 */

/** An ObjectId in a raw filter. */
export function oid(id: string): { readonly $oid: string } {
  return { $oid: id };
}

/** A date in a raw filter. */
export function date(moment: Date): { readonly $date: string } {
  return { $date: moment.toISOString() };
}

/** An ObjectId in a raw answer. */
export const rawId = z.object({ $oid: z.string() }).transform(({ $oid }) => $oid);

/** A date in a raw answer. */
export const rawDate = z.object({ $date: z.iso.datetime() }).transform(({ $date }) => new Date($date));
