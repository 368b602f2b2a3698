import { applyIndexes } from "@foyer/db/apply-indexes";
import { openDatabase } from "@foyer/db/database";
import { declareIndexes } from "@foyer/db/indexes";
import { startThrowAwayMongo } from "@foyer/embedded-mongodb";
import { MongoClient } from "mongodb";

/** What is written at once when a database is filled. */
const BATCH = 2_000;

/** A database of the bench's own on an empty directory, in a process of its own. Ends, and is gone, with `stop`. */
export async function startDatabase() {
  const mongo = await startThrowAwayMongo();
  const client = new MongoClient(mongo.url());
  return {
    pid: mongo.pid,
    /** The address of one of its databases. */
    url: (name = "foyer") => mongo.url(name),
    /** The same by the driver. */
    db: (name = "foyer") => client.db(name),
    async stop() {
      await client.close();
      await mongo.stop();
    },
  };
}

/** Gives a database all of Foyer's collections and indexes, as its server does when it starts. */
export async function provideIndexes(url) {
  const db = openDatabase(url);
  await applyIndexes(db, declareIndexes({ capacityLogRetentionDays: 400 }));
  await db.close();
}

/** Writes many documents, in batches. */
export async function insertAll(collection, documents) {
  for (let from = 0; from < documents.length; from += BATCH) {
    await collection.insertMany(documents.slice(from, from + BATCH), { ordered: false });
  }
}
