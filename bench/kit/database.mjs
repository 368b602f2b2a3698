import { applyIndexes } from "@foyer/db/apply-indexes";
import { openDatabase } from "@foyer/db/database";
import { declareIndexes } from "@foyer/db/indexes";
import { startThrowAwayMongo } from "@foyer/embedded-mongodb";
import { MongoClient } from "mongodb";

/** Documents per bulk write when a database is filled. */
const BATCH = 2_000;

/** A database in a process of its own on an empty directory; `stop` ends it and deletes it. */
export async function startDatabase() {
  const mongo = await startThrowAwayMongo();
  const client = new MongoClient(mongo.url());
  return {
    pid: mongo.pid,
    /** The address of one of its databases. */
    url: (name = "foyer") => mongo.url(name),
    /** The same, through the driver. */
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
