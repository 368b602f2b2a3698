import { applyIndexes } from "@foyer/db/apply-indexes";
import { openDatabase } from "@foyer/db/database";
import { declareIndexes } from "@foyer/db/indexes";
import { startThrowAwayMongo } from "@foyer/embedded-mongodb";
import type { TestProject } from "vitest/node";
import type {} from "./database-url.js";

/** One database for the whole run. Every test creates its own users and events in it, and none cleans up. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const mongo = await startThrowAwayMongo();
  const url = mongo.url("foyer_test");
  const db = openDatabase(url);
  await applyIndexes(db, declareIndexes({ capacityLogRetentionDays: 400 }));
  await db.close();
  project.provide("databaseUrl", url);
  return () => mongo.stop();
}
