import { ObjectId } from "bson";
import { type Command, entriesOf, withElement, withEntries } from "../server/command.js";
import type { Engine } from "../server/engine.js";
import {
  arrayElement,
  documentElement,
  documentOf,
  type Element,
  elementsOf,
  fieldsOf,
  idOf,
  isTruthy,
  plainElements,
} from "../wire/raw-bson.js";
import { documentsById, idKey, matchingAny, type Touched } from "./touched-documents.js";
import { exactId, knownUpsertId, withUpsertId } from "./upsert-id.js";

/** A write command of a transaction, and which documents it is going to touch. */
export interface WritePlan {
  readonly command: Command;
  readonly touched: Touched;
}

const FILTERS_AT_ONCE = 500;

/**
 * Finds out what a write is going to touch, before it runs. Nobody else writes meanwhile, so what
 * a filter finds now is what the command will find. Touching more than needed does no harm.
 *
 * Throws `RefusedQueryError` when the engine refuses a filter.
 */
export async function planWrite(engine: Engine, command: Command): Promise<WritePlan> {
  switch (command.name) {
    case "insert":
      return planInsert(engine, command);
    case "update":
      return planFiltered(engine, command, "updates");
    case "delete":
      return planFiltered(engine, command, "deletes");
    default:
      return planFindAndModify(engine, command);
  }
}

function namespaceOf({ database, collection }: Command): Pick<Touched, "database" | "collection"> {
  return { database, collection: collection ?? "" };
}

/** An insert touches the ids it brings, except those that exist: these it will fail on. */
async function planInsert(engine: Engine, command: Command): Promise<WritePlan> {
  const given = entriesOf(command, "documents");
  const documents = given.map((document) =>
    idOf(document)
      ? document
      : documentOf([
          ...plainElements({ _id: new ObjectId() }),
          ...elementsOf(document).map(({ bytes }) => bytes),
        ]),
  );
  const namespace = namespaceOf(command);
  const ids = documents.map((document) => idOf(document) ?? document);
  const existing = new Set((await documentsById(engine, namespace, ids, "ids")).map(idKey));
  const added = ids.filter((id) => !existing.has(id.toString("latin1")));
  return {
    command: withEntries(command, "documents", documents),
    touched: { ...namespace, ids: added, images: [] },
  };
}

/**
 * An update or delete touches what its filters match now. A later entry of the list can only
 * match something else because of an earlier entry, which then has touched it too.
 */
async function planFiltered(engine: Engine, command: Command, field: string): Promise<WritePlan> {
  const namespace = namespaceOf(command);
  const letElement = fieldsOf(command.body).get("let");
  const ids: Buffer[] = [];
  const filters: Buffer[] = [];
  const images: Buffer[] = [];
  const upserted: Buffer[] = [];
  const entries: Buffer[] = [];
  for (const entry of entriesOf(command, field)) {
    const fields = fieldsOf(entry);
    const filter = fields.get("q")?.value ?? documentOf([]);
    const collation = fields.get("collation");
    const id = exactId(filter);
    if (collation) {
      images.push(...(await find(engine, namespace, filter, [collation, letElement])));
    } else if (id) ids.push(id);
    else filters.push(filter);
    if (isTruthy(fields.get("upsert"))) {
      const known = knownUpsertId(filter, fields.get("u"));
      const made = known ?? documentOf(plainElements({ _id: new ObjectId() }));
      upserted.push(made);
      entries.push(known ? entry : withUpsertId(entry, "u", made));
    } else entries.push(entry);
  }
  images.push(...(await documentsById(engine, namespace, ids, "whole")));
  for (let start = 0; start < filters.length; start += FILTERS_AT_ONCE) {
    const some = matchingAny(filters.slice(start, start + FILTERS_AT_ONCE));
    images.push(...(await find(engine, namespace, some, [letElement])));
  }
  return {
    command: upserted.length > 0 ? withEntries(command, field, entries) : command,
    touched: { ...namespace, ids: [...images.flatMap((image) => idOf(image) ?? []), ...upserted], images },
  };
}

/** Touches one document, which is chosen here by the command's own sort and then named by its id. */
async function planFindAndModify(engine: Engine, command: Command): Promise<WritePlan> {
  const namespace = namespaceOf(command);
  const fields = fieldsOf(command.body);
  const filter = fields.get("query")?.value ?? fields.get("q")?.value ?? documentOf([]);
  const options = [fields.get("sort"), fields.get("collation"), fields.get("hint"), fields.get("let")];
  const [image] = await find(engine, namespace, filter, options, plainElements({ limit: 1 }));
  const id = image && idOf(image);
  if (id) {
    const named = exactId(filter) ? filter : documentOf([arrayElement("$and", [filter, id])]);
    return {
      command: withElement(command, "query", documentElement("query", named)),
      touched: { ...namespace, ids: [id], images: [image] },
    };
  }
  if (!isTruthy(fields.get("upsert"))) return { command, touched: { ...namespace, ids: [], images: [] } };
  const known = knownUpsertId(filter, fields.get("update"));
  const made = known ?? documentOf(plainElements({ _id: new ObjectId() }));
  return {
    command: known ? command : { ...command, body: withUpsertId(command.body, "update", made) },
    touched: { ...namespace, ids: [made], images: [] },
  };
}

async function find(
  engine: Engine,
  { database, collection }: Pick<Touched, "database" | "collection">,
  filter: Buffer,
  options: readonly (Element | undefined)[],
  extra: readonly Buffer[] = [],
): Promise<Buffer[]> {
  const given = options.flatMap((option) => (option ? [option.bytes] : []));
  return engine.findRaw(database, collection, [documentElement("filter", filter), ...given, ...extra]);
}
