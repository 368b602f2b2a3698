import { randomUUID } from "node:crypto";
import { applyIndexes } from "@foyer/db/apply-indexes";
import { openDatabase } from "@foyer/db/database";
import { declareIndexes } from "@foyer/db/indexes";
import { databaseUrl } from "../../../db/test/kit/database-url.js";

/**
 * A database of a test file's own, for work that takes up whatever is there: in the shared one it would take up
 * other tests' too.
 *
 * @returns its address
 */
export async function provideOwnDatabase(): Promise<string> {
  const url = new URL(databaseUrl());
  url.pathname = `/foyer_${randomUUID().slice(0, 8)}`;
  const db = openDatabase(url.href);
  await applyIndexes(db, declareIndexes({ capacityLogRetentionDays: 400 }));
  await db.close();
  return url.href;
}
