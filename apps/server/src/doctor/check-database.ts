import { existsSync } from "node:fs";
import { join } from "node:path";
import { verifyIndexes } from "@foyer/db/apply-indexes";
import { reasonWithoutChanges } from "@foyer/db/change-source";
import { findServerProblem } from "@foyer/db/check-server";
import { type Database, openDatabase } from "@foyer/db/database";
import { describeDatabaseAddress } from "@foyer/db/database-address";
import { diagnoseServer } from "@foyer/db/diagnose-server";
import { declareIndexes } from "@foyer/db/indexes";
import { READ_COLLECTIONS } from "@foyer/domain/live/read-changes";
import { z } from "zod";
import type { Config } from "../config.js";
import { joinDatabase } from "../database-server.js";
import { oneLine } from "../one-line.js";
import { type Finding, ok, wrong } from "./finding.js";

/** Times of clocks are compared with events', holds' and sessions', which tolerate this much, in milliseconds. */
const CLOCK_TOLERANCE_MS = 2_000;

/** Checks the database: reachable, of a kind that Foyer runs on, its indexes, its clock. Reads only. */
export async function checkDatabase(config: Config): Promise<readonly Finding[]> {
  const isExternal = config.database.kind === "external";
  if (config.database.kind === "embedded" && !existsSync(join(config.database.directory, "WiredTiger"))) {
    return [ok("database", "none yet: the first start makes one")];
  }
  try {
    const server = await joinDatabase(config.database);
    try {
      const problem = isExternal ? await diagnoseServer(server.url) : undefined;
      return problem === undefined
        ? await checkOpened(server.url, config)
        : [wrong("database", problem.message)];
    } finally {
      await server.stop();
    }
  } catch (error) {
    return [wrong("database", whyOf(error))];
  }
}

/** One line. Prisma's messages begin with the call that failed, and end with what the database said. */
function whyOf(error: unknown): string {
  const isPrismas = error instanceof Error && error.name.startsWith("PrismaClient");
  const lines = (isPrismas ? error.message : oneLine(error)).trim().split("\n");
  return lines.at(isPrismas ? -1 : 0) ?? "";
}

async function checkOpened(url: string, config: Config): Promise<readonly Finding[]> {
  const db = openDatabase(url);
  try {
    const where = describeDatabaseAddress(url);
    const unfit = await findServerProblem(db, where);
    if (unfit !== undefined) return [wrong("database", unfit)];
    return [
      await checkTransaction(db, where),
      await checkIndexes(db, config),
      await checkChanges(db),
      await checkClock(db),
    ];
  } finally {
    await db.close();
  }
}

const serverFacts = z.object({ version: z.string() });

async function checkTransaction(db: Database, where: string): Promise<Finding> {
  const { version } = serverFacts.parse(await db.prisma.$runCommandRaw({ buildInfo: 1 }));
  const begun = performance.now();
  await db.transaction((tx) => tx.user.findFirst({ select: { id: true } }));
  const took = Math.ceil(performance.now() - begun);
  return ok("database", `MongoDB ${version} on ${where}; a transaction took ${took} ms`);
}

async function checkIndexes(db: Database, config: Config): Promise<Finding> {
  const declarations = declareIndexes(config);
  const problems = await verifyIndexes(db, declarations);
  if (problems.length === 0) return ok("indexes", `all ${declarations.length} are as declared`);
  if (problems.length === declarations.length) return ok("indexes", "none yet: the first start builds them");
  const list = problems.map(({ collection, name, problem }) => `${collection}.${name} is ${problem}`);
  const shown = list.slice(0, 5).join(", ") + (list.length > 5 ? `, and ${list.length - 5} more` : "");
  return wrong("indexes", `${shown}: start Foyer, which builds them; if it cannot, it says why`);
}

/** Nothing is wrong without change streams: live updates ask instead. */
async function checkChanges(db: Database): Promise<Finding> {
  const controller = new AbortController();
  const listener = { onBegin: () => controller.abort(), onChange: () => {} };
  try {
    await db.changes.follow(READ_COLLECTIONS, listener, controller.signal);
    return ok("changes", "live updates follow the database's change stream");
  } catch (error) {
    return ok("changes", `live updates ask every second: no change stream (${reasonWithoutChanges(error)})`);
  }
}

const clockFacts = z.object({ localTime: z.object({ $date: z.coerce.date() }) });

async function checkClock(db: Database): Promise<Finding> {
  const before = Date.now();
  const { localTime } = clockFacts.parse(await db.prisma.$runCommandRaw({ hello: 1 }));
  const after = Date.now();
  // Somewhere between the two the database looked at its clock.
  const theirs = localTime.$date.getTime();
  const difference = Math.max(0, theirs - after, before - theirs);
  if (difference <= CLOCK_TOLERANCE_MS) return ok("clock", "agrees with the database's");
  const seconds = Math.round(difference / 1_000);
  return wrong(
    "clock",
    `differs from the database's by ${seconds} s: holds and sessions would run out at the wrong time; set both by NTP`,
  );
}
