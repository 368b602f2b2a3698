import { ANYTHING, type ReadScope } from "../transactions/transaction-gate.js";
import { documentsIn, elementsOf, fieldsOf } from "../wire/raw-bson.js";
import type { Catalog } from "./catalog.js";
import type { Command } from "./command.js";

/** Reads that certainly touch only the collection they name. */
const OF_ONE_COLLECTION = new Set(["find", "count", "distinct"]);
/** Stages of a pipeline that stay within its collection. */
const WITHIN_COLLECTION = new Set([
  "$match",
  "$sort",
  "$limit",
  "$skip",
  "$project",
  "$group",
  "$addFields",
  "$unwind",
]);

/** The collections a read may touch. A view may show any collection, and is named like one. */
export async function readScopeOf(command: Command, catalog: Catalog): Promise<ReadScope> {
  const { name, database, collection, body } = command;
  if (collection === undefined) return ANYTHING;
  const isOfOne = OF_ONE_COLLECTION.has(name) || (name === "aggregate" && staysWithin(body));
  if (!isOfOne || (await catalog.isView(database, collection))) return ANYTHING;
  return `${database}.${collection}`;
}

function staysWithin(body: Buffer): boolean {
  return documentsIn(fieldsOf(body).get("pipeline")).every((stage) =>
    elementsOf(stage).every(({ name }) => WITHIN_COLLECTION.has(name)),
  );
}
