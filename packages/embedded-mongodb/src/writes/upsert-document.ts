import type { Command } from "../server/command.js";
import type { Engine } from "../server/engine.js";
import { absentIds, type Touched } from "../transactions/touched-documents.js";
import { JOURNAL_DATABASE } from "../transactions/undo-journal.js";
import {
  BsonType,
  documentElement,
  documentOf,
  type Element,
  fieldsOf,
  idOf,
  isTruthy,
  plainElements,
  renamed,
} from "../wire/raw-bson.js";
import { namespaceOf, type WriteContext } from "./write-context.js";
import { failureOf } from "./write-reply.js";

/**
 * An upsert that matches nothing creates a document whose `_id` may come from its filter, its update, a pipeline, or
 * the engine. Its undo record has to name it beforehand. So the engine itself makes the document first, by the same
 * upsert in a collection that is always empty; then that document is inserted.
 */

const DRAFTS = "drafts";

/** The inputs of the new document; each is an element of the client's command, whatever its name there. */
export interface Upsert {
  readonly filter: Buffer;
  readonly update: Element | undefined;
  readonly arrayFilters: Element | undefined;
  readonly collation: Element | undefined;
}

/** Whether an upsert's document was inserted. */
export type Upserted = { readonly id: Buffer } | { readonly refusal: Buffer };

/** Creates the document of an upsert that matches nothing. */
export async function createUpserted(
  context: WriteContext,
  command: Command,
  upsert: Upsert,
): Promise<Upserted> {
  const document = await draft(context, command, upsert);
  if (!Buffer.isBuffer(document)) return document;
  const id = idOf(document) ?? document;
  const namespace = namespaceOf(command);
  const added = await absentIds(context.engine, namespace, [id]);
  const touched: Touched = { ...namespace, images: [], added };
  await context.record(touched);
  const fields = fieldsOf(command.body);
  const body = documentOf([
    ...plainElements({ insert: namespace.collection, bypassEmptyTsReplacement: true, $db: command.database }),
    ...[fields.get("bypassDocumentValidation")].flatMap((option) => option?.bytes ?? []),
  ]);
  const reply = await context.engine.send(body, [{ name: "documents", documents: document }]);
  const refusal = failureOf(reply);
  return refusal ? { refusal } : { id };
}

async function draft(
  { engine, catalog }: WriteContext,
  command: Command,
  { filter, update, arrayFilters, collation }: Upsert,
): Promise<Buffer | { refusal: Buffer }> {
  const own = await catalog.factsOf(command.database, command.collection ?? "");
  const inForce = collation
    ? [collation.bytes]
    : own?.collation
      ? plainElements({ collation: own.collation })
      : [];
  const letElement = fieldsOf(command.body).get("let");
  const body = documentOf([
    ...plainElements({ findAndModify: DRAFTS }),
    documentElement("query", filter),
    ...(update ? [renamed(update, "update")] : []),
    ...plainElements({ upsert: true, new: true }),
    ...(arrayFilters ? [arrayFilters.bytes] : []),
    ...inForce,
    ...(letElement ? [letElement.bytes] : []),
    ...plainElements({ $db: JOURNAL_DATABASE }),
  ]);
  const reply = await engine.send(body);
  const fields = fieldsOf(reply);
  if (!isTruthy(fields.get("ok"))) return { refusal: reply };
  await clearDrafts(engine);
  const value = fields.get("value");
  if (value?.type !== BsonType.document) return { refusal: reply };
  return value.value;
}

/** Removes the draft: the next upsert must match nothing. */
export async function clearDrafts(engine: Engine): Promise<void> {
  await engine.run({ delete: DRAFTS, deletes: [{ q: {}, limit: 0 }], $db: JOURNAL_DATABASE });
}
