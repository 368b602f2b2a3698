import { z } from "zod";
import type { Database } from "./database.js";

/** Partial indexes with `$in` need MongoDB 6.0. */
const OLDEST_MAJOR = 6;

const hello = z.object({ setName: z.string().optional(), msg: z.string().optional() });

/**
 * Checks whether Foyer can run on this server: MongoDB 6.0 or newer with transactions, so a replica set or a
 * sharded cluster.
 *
 * @param where the server's address, as it may be shown
 * @returns what is wrong, in one line, or undefined
 */
export async function findServerProblem(db: Database, where: string): Promise<string | undefined> {
  const { version } = z
    .object({ version: z.string() })
    .parse(await db.prisma.$runCommandRaw({ buildInfo: 1 }));
  if (Number.parseInt(version, 10) < OLDEST_MAJOR) {
    return `The MongoDB on ${where} is too old (${version}): Foyer needs 6.0 or newer`;
  }
  const { setName, msg } = hello.parse(await db.prisma.$runCommandRaw({ hello: 1 }));
  const hasTransactions = setName !== undefined || msg === "isdbgrid";
  if (!hasTransactions)
    return `The MongoDB on ${where} is not a replica set, so it has no transactions: initiate one (rs.initiate())`;
  return undefined;
}
