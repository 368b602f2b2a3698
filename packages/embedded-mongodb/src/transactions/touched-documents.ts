import { type Engine, failed } from "../server/engine.js";
import {
  arrayElement,
  BsonType,
  documentElement,
  documentOf,
  documentsIn,
  elementsOf,
  fieldsOf,
  idOf,
  plainElements,
  rawElement,
  stringValue,
} from "../wire/raw-bson.js";

/** Documents of one collection that a transaction touches. */
export interface Touched {
  readonly database: string;
  readonly collection: string;
  /** `{ _id }` of every one of them. */
  readonly ids: readonly Buffer[];
  /** Those of them that exist before the change, whole. The others are to be removed again. */
  readonly images: readonly Buffer[];
}

const MAX_PART_BYTES = 6_000_000;
const MAX_PART_DOCUMENTS = 1000;

/** Cuts a list so that each part fits into one command and one record. */
function batches(documents: readonly Buffer[]): Buffer[][] {
  const parts: Buffer[][] = [];
  let part: Buffer[] = [];
  let bytes = 0;
  for (const document of documents) {
    if (part.length === MAX_PART_DOCUMENTS || (part.length > 0 && bytes + document.length > MAX_PART_BYTES)) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(document);
    bytes += document.length;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** Parts of `touched`, each small enough for one undo record. */
export function inParts(touched: Touched): Touched[] {
  const imaged = new Set(touched.images.map(idKey));
  const added = touched.ids.filter((id) => !imaged.has(id.toString("latin1")));
  return [
    ...batches(touched.images).map((images) => ({ ...touched, images, ids: images.flatMap(idList) })),
    ...batches(added).map((ids) => ({ ...touched, images: [], ids })),
  ];
}

function idList(document: Buffer): Buffer[] {
  const id = idOf(document);
  return id ? [id] : [];
}

/** The bytes of a document's `{ _id }` as a string, to compare with. */
export function idKey(document: Buffer): string {
  return idOf(document)?.toString("latin1") ?? "";
}

/** Reads back an undo record. */
export function readRecord(record: Buffer): Touched {
  const fields = fieldsOf(record);
  const images = fields.get("images");
  return {
    database: stringValue(fields.get("db")) ?? "",
    collection: stringValue(fields.get("collection")) ?? "",
    ids: documentsIn(fields.get("ids")),
    // A binary value is its length, its subtype and then the bytes.
    images:
      images?.type === BsonType.array ? elementsOf(images.value).map(({ value }) => value.subarray(5)) : [],
  };
}

/** One entry for each collection: what belongs to a collection has to be restored together. */
export function byCollection(list: readonly Touched[]): Touched[] {
  const merged = new Map<string, Touched>();
  for (const touched of list) {
    const key = `${touched.database}.${touched.collection}`;
    const known = merged.get(key);
    merged.set(key, {
      ...touched,
      ids: [...(known?.ids ?? []), ...touched.ids],
      images: [...(known?.images ?? []), ...touched.images],
    });
  }
  return [...merged.values()];
}

/** Makes the touched documents look like their images, and removes those that have none. */
export async function restore(engine: Engine, touched: Touched): Promise<void> {
  const imaged = new Set(touched.images.map(idKey));
  const added = touched.ids.filter((id) => !imaged.has(id.toString("latin1")));
  await remove(engine, touched, added);
  if (await replace(engine, touched)) return;
  // Values of a unique index may have changed places: then all have to go before any can come back.
  await remove(engine, touched, touched.ids);
  for (const images of batches(touched.images)) {
    await engine.run({ insert: touched.collection, $db: touched.database }, [
      { name: "documents", documents: Buffer.concat(images) },
    ]);
  }
}

async function replace(engine: Engine, { database, collection, images }: Touched): Promise<boolean> {
  const options = plainElements({ upsert: true, multi: false });
  for (const part of batches(images)) {
    const updates = part.map((image) =>
      documentOf([documentElement("q", idOf(image) ?? image), documentElement("u", image), ...options]),
    );
    const body = documentOf(plainElements({ update: collection, ordered: false, $db: database }));
    const reply = await engine.send(body, [{ name: "updates", documents: Buffer.concat(updates) }]);
    if (failed(reply)) return false;
  }
  return true;
}

async function remove(
  engine: Engine,
  { database, collection }: Touched,
  ids: readonly Buffer[],
): Promise<void> {
  for (const part of batches(ids)) {
    const deletes = documentOf([documentElement("q", anyOf(part)), ...plainElements({ limit: 0 })]);
    await engine.run({ delete: collection, $db: database }, [{ name: "deletes", documents: deletes }]);
  }
}

/** A filter for documents with one of these ids, given as `{ _id }` each. */
function anyOf(ids: readonly Buffer[]): Buffer {
  const values = ids.flatMap((id, index) =>
    elementsOf(id).map(({ type, value }) => rawElement(type, String(index), value)),
  );
  const list = rawElement(BsonType.array, "$in", documentOf(values));
  return documentOf([documentElement("_id", documentOf([list]))]);
}

/** The documents of a collection that have one of these ids, whole or only their `_id`. */
export async function documentsById(
  engine: Engine,
  { database, collection }: Pick<Touched, "database" | "collection">,
  ids: readonly Buffer[],
  fields: "whole" | "ids",
): Promise<Buffer[]> {
  const found: Buffer[] = [];
  const projection = fields === "ids" ? plainElements({ projection: { _id: 1 } }) : [];
  for (const part of batches(ids)) {
    found.push(
      ...(await engine.findRaw(database, collection, [
        documentElement("filter", anyOf(part)),
        ...projection,
      ])),
    );
  }
  return found;
}

/** A filter for documents that match any of these filters. */
export function matchingAny(filters: readonly Buffer[]): Buffer {
  const [only] = filters;
  return only && filters.length === 1 ? only : documentOf([arrayElement("$or", filters)]);
}
