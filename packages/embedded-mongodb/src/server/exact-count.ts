import { type Document, serialize } from "bson";
import { elementsOf, fieldsOf, readDocument } from "../wire/raw-bson.js";
import type { Command } from "./command.js";
import { type Engine, failed } from "./engine.js";

/** Whether this is a `count` of a whole collection, which the engine answers from its metadata. */
export function countsEverything(command: Command): boolean {
  const query = fieldsOf(command.body).get("query");
  return command.name === "count" && (!query || elementsOf(query.value).length === 0);
}

/** Counts with an aggregation, because the metadata is stale after a crash. */
export async function countExactly(engine: Engine, command: Command): Promise<Buffer> {
  const { skip, limit, maxTimeMS, hint, collation } = readDocument(command.body);
  const pipeline: Document[] = [];
  if (skip) pipeline.push({ $skip: skip });
  if (limit) pipeline.push({ $limit: Math.abs(limit) });
  pipeline.push({ $count: "n" });
  const options = Object.entries({ maxTimeMS, hint, collation }).filter(([, value]) => value !== undefined);
  const reply = await engine.send(
    Buffer.from(
      serialize({
        aggregate: command.collection,
        pipeline,
        cursor: {},
        $db: command.database,
        ...Object.fromEntries(options),
      }),
    ),
  );
  if (failed(reply)) return reply;
  const n: unknown = readDocument(reply).cursor.firstBatch[0]?.n;
  return Buffer.from(serialize({ n: n ?? 0, ok: 1 }));
}
