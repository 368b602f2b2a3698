import { z } from "zod";
import type { Database } from "./database.js";

/** Partial indexes with `$in` need 6.0 (runtime facts). */
const OLDEST_MAJOR = 6;

/**
 * Asks the server for its version.
 *
 * @returns the version, and whether Foyer runs on it: MongoDB 6.0 or newer
 */
export async function serverVersion(db: Database): Promise<{ version: string; isSupported: boolean }> {
  const { version } = z
    .object({ version: z.string() })
    .parse(await db.prisma.$runCommandRaw({ buildInfo: 1 }));
  return { version, isSupported: Number.parseInt(version, 10) >= OLDEST_MAJOR };
}
