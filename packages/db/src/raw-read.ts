import { z } from "zod";
import type { Prisma } from "../generated/client/index.js";

/**
 * Raw reads by a list of ids: Prisma's own `in` takes time quadratic in the length of the list. They take part in
 * the current transaction like any other read.
 */

/**
 * Wraps a raw filter so that Prisma's engine receives it as one JSON text. As an object, client and engine would
 * each walk through it value by value, which dominates the cost of commands with hundreds of ids or documents.
 * `$type: "Json"` is the client's own marker for JSON.
 */
export function asJson(value: Prisma.InputJsonObject): { toJSON(): unknown } {
  const text = JSON.stringify(value);
  return { toJSON: () => ({ $type: "Json", value: text }) };
}

/** Sends a command to MongoDB, wrapped by {@link asJson}, and returns the answer. */
export function runCommand(
  client: Pick<Prisma.TransactionClient, "$runCommandRaw">,
  command: Prisma.InputJsonObject,
): Promise<unknown> {
  // The type allows `toJSON` everywhere except at the top level, where it works as well.
  return client.$runCommandRaw(asJson(command) as unknown as Prisma.InputJsonObject);
}

/**
 * Options of a raw read of up to about a thousand documents. By default MongoDB returns a hundred and needs
 * another round trip for the rest, which within the embedded database also waits for open transactions.
 */
export const ALL_AT_ONCE = { batchSize: 1_000 } as const;

/** A filter in MongoDB's form. */
export type RawFilter = Prisma.InputJsonObject;

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
