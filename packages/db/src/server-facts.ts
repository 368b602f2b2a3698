import { z } from "zod";
import type { Database } from "./database.js";

/** Partial indexes with `$in` need 6.0 (runtime facts). */
const OLDEST_MAJOR = 6;

const hello = z.object({ setName: z.string().optional(), msg: z.string().optional() });

/**
 * Asks the server what it is, and says in one line why Foyer cannot run on it.
 *
 * @returns nothing when it can: MongoDB 6.0 or newer, with transactions, so a replica set or a sharded cluster
 */
export async function unsuitability(db: Database): Promise<string | undefined> {
  const { version } = z
    .object({ version: z.string() })
    .parse(await db.prisma.$runCommandRaw({ buildInfo: 1 }));
  if (Number.parseInt(version, 10) < OLDEST_MAJOR) {
    return `MongoDB ${version} is too old: Foyer needs 6.0 or newer`;
  }
  const { setName, msg } = hello.parse(await db.prisma.$runCommandRaw({ hello: 1 }));
  const hasTransactions = setName !== undefined || msg === "isdbgrid";
  if (!hasTransactions) return "This MongoDB is not a replica set, so it has no transactions: initiate one";
  return undefined;
}
