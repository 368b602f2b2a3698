import { z } from "zod";
import type { Prisma } from "../generated/client/index.js";

/**
 * Reading many documents by a list of ids: Prisma's own `in` takes time that grows with the square of the list, so
 * such reads are sent as they are. They join the transaction that they are made in like any other.
 */

/**
 * A raw filter as Prisma's engine takes JSON: as one text. Given as an object, the client and then the engine each walk
 * through everything in it, value by value, and make the same text in the end: for a command with hundreds of ids or
 * documents that is most of its cost. `$type: "Json"` is how the client itself marks JSON for the engine.
 */
export function asJson(value: Prisma.InputJsonObject): { toJSON(): unknown } {
  const text = JSON.stringify(value);
  return { toJSON: () => ({ $type: "Json", value: text }) };
}

/** Sends a command to MongoDB, as {@link asJson} does, and answers what it said. */
export function runCommand(
  client: Pick<Prisma.TransactionClient, "$runCommandRaw">,
  command: Prisma.InputJsonObject,
): Promise<unknown> {
  // Its type allows what turns itself into JSON everywhere but at the top, where it does the same.
  return client.$runCommandRaw(asJson(command) as unknown as Prisma.InputJsonObject);
}

/**
 * Options of a raw read of at most about a thousand documents. By default MongoDB answers a hundred and has to be asked
 * for the rest, which is one way more; within the embedded database it also waits for whatever transaction is open.
 */
export const ALL_AT_ONCE = { batchSize: 1_000 } as const;

/** A filter as MongoDB takes it. */
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
