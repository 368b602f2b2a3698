import { randomUUID } from "node:crypto";
import { applyIndexes } from "@foyer/db/apply-indexes";
import { openDatabase } from "@foyer/db/database";
import { declareIndexes } from "@foyer/db/indexes";
import { startThrowAwayMongo } from "@foyer/embedded-mongodb";
import type { TestProject } from "vitest/node";
import { z } from "zod";
import { otherDatabase } from "./database-url.js";

const databaseList = z.object({ databases: z.array(z.object({ name: z.string() })) });

/**
 * One database for all files of a worker: an embedded MongoDB of its own, since that writes one transaction at a time;
 * or, for all workers, one on the replica set that `TEST_DATABASE_URL` names. Every test creates its own users and
 * events in it, and none cleans up. Databases of the run begin with its name, so that runs do not meet on one server;
 * they are dropped when the run ends.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const name = `foyer_test_${randomUUID().slice(0, 8)}`;
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    const url = otherDatabase(given, name);
    await prepare(url);
    project.provide("databaseUrls", [url]);
    return () => dropDatabases(url, name);
  }
  const workers = Array.from({ length: project.config.maxWorkers });
  const started = await Promise.all(workers.map(() => startThrowAwayMongo()));
  const urls = started.map((mongo) => mongo.url(name));
  await Promise.all(urls.map(prepare));
  project.provide("databaseUrls", urls);
  return async () => {
    await Promise.all(started.map((mongo) => mongo.stop()));
  };
}

async function prepare(url: string): Promise<void> {
  const db = openDatabase(url);
  await applyIndexes(db, declareIndexes({ capacityLogRetentionDays: 400 }));
  await db.close();
}

/** Drops all databases whose names begin so. */
async function dropDatabases(url: string, prefix: string): Promise<void> {
  const admin = openDatabase(otherDatabase(url, "admin"));
  const answer = await admin.prisma.$runCommandRaw({ listDatabases: 1, nameOnly: true });
  await admin.close();
  for (const { name } of databaseList.parse(answer).databases) {
    if (!name.startsWith(prefix)) continue;
    const db = openDatabase(otherDatabase(url, name));
    await db.prisma.$runCommandRaw({ dropDatabase: 1 });
    await db.close();
  }
}
