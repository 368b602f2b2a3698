import { type Engine, failed } from "../server/engine.js";
import { documentElement, documentOf, idOf, plainElements, readDocument } from "../wire/raw-bson.js";
import { anyOf } from "./document-ids.js";
import { batches, type Namespace, type Touched } from "./touched-documents.js";

/** A document that the engine does not accept back. */
export interface NotRestored extends Namespace {
  /** Its earlier form; for one that should not exist, only its `{ _id }`. */
  readonly document: Buffer;
  readonly why: string;
}

/** Stores documents exactly as they were: past validators added later, and without filling empty timestamps. */
const AS_IT_WAS = { bypassDocumentValidation: true, bypassEmptyTsReplacement: true };

/**
 * Restores the touched documents from their images, and removes those that were added. Idempotent.
 *
 * @returns what could not be brought back, with the engine's reason
 */
export async function restore(engine: Engine, touched: Touched): Promise<NotRestored[]> {
  const left = await remove(engine, touched, touched.added);
  if ((await replace(engine, touched)).length === 0) return left;
  // Documents may have swapped values of a unique index: all are removed before any is inserted.
  const ids = touched.images.flatMap((image) => idOf(image) ?? []);
  // What this leaves fails in the insert, which reports it.
  await remove(engine, touched, ids);
  return [...left, ...(await insert(engine, touched))];
}

async function replace(engine: Engine, touched: Touched): Promise<NotRestored[]> {
  const options = plainElements({ upsert: true, multi: false });
  return inBatches(engine, touched, touched.images, "update", "updates", (image) =>
    documentOf([documentElement("q", idOf(image) ?? image), documentElement("u", image), ...options]),
  );
}

async function insert(engine: Engine, touched: Touched): Promise<NotRestored[]> {
  return inBatches(engine, touched, touched.images, "insert", "documents", (image) => image);
}

async function remove(engine: Engine, namespace: Namespace, ids: readonly Buffer[]): Promise<NotRestored[]> {
  const left: NotRestored[] = [];
  for (const part of batches(ids)) {
    const deletes = documentOf([documentElement("q", anyOf(part)), ...plainElements({ limit: 0 })]);
    const body = documentOf(plainElements({ delete: namespace.collection, $db: namespace.database }));
    const reply = await engine.send(body, [{ name: "deletes", documents: deletes }]);
    if (failed(reply)) left.push(...part.map((document) => notRestored(namespace, document, reply)));
  }
  return left;
}

async function inBatches(
  engine: Engine,
  namespace: Namespace,
  images: readonly Buffer[],
  command: string,
  field: string,
  entry: (image: Buffer) => Buffer,
): Promise<NotRestored[]> {
  const left: NotRestored[] = [];
  for (const part of batches(images)) {
    const body = documentOf(
      plainElements({
        [command]: namespace.collection,
        ordered: false,
        ...AS_IT_WAS,
        $db: namespace.database,
      }),
    );
    const reply = await engine.send(body, [{ name: field, documents: Buffer.concat(part.map(entry)) }]);
    if (!failed(reply)) continue;
    const { ok, writeErrors } = readDocument(reply);
    const failures: { index: number; errmsg: string }[] = ok === 1 ? writeErrors : [];
    if (ok !== 1) left.push(...part.map((document) => notRestored(namespace, document, reply)));
    for (const { index, errmsg } of failures) {
      const document = part[index];
      if (document) left.push({ ...pick(namespace), document, why: errmsg });
    }
  }
  return left;
}

function notRestored(namespace: Namespace, document: Buffer, reply: Buffer): NotRestored {
  const { errmsg, writeErrors } = readDocument(reply);
  return { ...pick(namespace), document, why: String(errmsg ?? writeErrors?.[0]?.errmsg) };
}

function pick({ database, collection }: Namespace): Namespace {
  return { database, collection };
}
