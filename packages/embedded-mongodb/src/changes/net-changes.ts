import type { Engine } from "../server/engine.js";
import { idKey, keyOf } from "../transactions/document-ids.js";
import { documentsById, type Touched } from "../transactions/touched-documents.js";
import {
  BsonType,
  documentElement,
  documentOf,
  elementsOf,
  fieldsOf,
  idOf,
  plainElements,
  rawElement,
} from "../wire/raw-bson.js";
import type { Change } from "./change-log.js";

/**
 * What became of touched documents: each by its form before and its form now. Those that are as they were did not
 * change. The caller keeps writers out.
 *
 * @param replaced whether a document, by its `idKey`, was replaced as a whole
 */
export async function netChanges(
  engine: Engine,
  { database, collection, images, added }: Touched,
  replaced: ReadonlySet<string>,
): Promise<Change[]> {
  const namespace = { database, collection };
  const ids = [...images.flatMap((image) => idOf(image) ?? []), ...added];
  const present = new Map(
    (await documentsById(engine, namespace, ids, "whole")).map((document) => [idKey(document), document]),
  );
  const changes: Change[] = [];
  for (const before of images) {
    const documentKey = idOf(before);
    const now = present.get(idKey(before));
    if (!documentKey || now?.equals(before)) continue;
    if (!now) changes.push({ ...namespace, operationType: "delete", documentKey });
    else if (replaced.has(idKey(before))) {
      changes.push({ ...namespace, operationType: "replace", documentKey, fullDocument: now });
    } else {
      const updateDescription = difference(before, now);
      changes.push({ ...namespace, operationType: "update", documentKey, updateDescription });
    }
  }
  for (const documentKey of added) {
    const fullDocument = present.get(keyOf(documentKey));
    if (fullDocument) changes.push({ ...namespace, operationType: "insert", documentKey, fullDocument });
  }
  return changes;
}

/** An update's description, by whole fields. */
function difference(before: Buffer, now: Buffer): Buffer {
  const old = fieldsOf(before);
  const fields = fieldsOf(now);
  const updated = elementsOf(now).filter(({ name, bytes }) => !old.get(name)?.bytes.equals(bytes));
  const removedFields = [...old.keys()].filter((name) => !fields.has(name));
  return documentOf([
    documentElement("updatedFields", documentOf(updated.map(({ bytes }) => bytes))),
    ...plainElements({ removedFields }),
    rawElement(BsonType.array, "truncatedArrays", documentOf([])),
  ]);
}
