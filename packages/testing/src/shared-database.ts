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
 * One database for the whole run, on an embedded MongoDB, or on the replica set that `TEST_DATABASE_URL` names. Every
 * test creates its own users and events in it, and none cleans up. Databases of the run begin with its name, so
 * that runs do not meet on one server; they are dropped when the run ends.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const name = `foyer_test_${randomUUID().slice(0, 8)}`;
  const given = process.env.TEST_DATABASE_URL;
  const mongo = given ? undefined : await startThrowAwayMongo();
  const url = mongo === undefined ? otherDatabase(given ?? "", name) : mongo.url(name);
  const db = openDatabase(url);
  await applyIndexes(db, declareIndexes({ capacityLogRetentionDays: 400 }));
  await db.close();
  project.provide("databaseUrl", url);
  return () => (mongo === undefined ? dropDatabases(url, name) : mongo.stop());
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
