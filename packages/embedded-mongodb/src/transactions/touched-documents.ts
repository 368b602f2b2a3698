import { CommandError } from "../server/command-error.js";
import type { Engine } from "../server/engine.js";
import {
  BsonType,
  documentElement,
  documentOf,
  type Element,
  elementsOf,
  fieldsOf,
  idOf,
  plainElements,
  sealed,
  stringValue,
} from "../wire/raw-bson.js";
import { anyOf, idKey, keyOf } from "./document-ids.js";

export interface Namespace {
  readonly database: string;
  readonly collection: string;
}

/** Documents of one collection that a transaction touches. */
export interface Touched extends Namespace {
  /** Those that exist before the change, whole, with their stored `_id`. */
  readonly images: readonly Buffer[];
  /** `{ _id }` of those that do not, and are to be removed again. None of them equals a stored one. */
  readonly added: readonly Buffer[];
}

const MAX_PART_BYTES = 6_000_000;
const MAX_PART_DOCUMENTS = 1000;
/** A document's limit, less what setting a record aside adds to it. */
const MAX_RECORD_BYTES = 16 * 1024 * 1024 - 2048;

/** Cuts a list so that each part fits into one command and one record. */
export function batches(documents: readonly Buffer[]): Buffer[][] {
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

/**
 * The undo records of what is about to be touched.
 *
 * @throws CommandError `BSONObjectTooLarge` when one would be larger than a document may be
 */
export function recordsOf(touched: Touched, number: number, firstSequence: number): Buffer[] {
  const parts = [
    ...batches(touched.images).map((images) => ({ images, added: [] })),
    ...batches(touched.added).map((added) => ({ images: [], added })),
  ];
  return parts.map(({ images, added }, index) => {
    const record = documentOf([
      ...plainElements({
        _id: { t: number, n: firstSequence + index },
        db: touched.database,
        collection: touched.collection,
      }),
      // As bytes: inside of others they could be nested deeper than a document may be.
      ...plainElements({ ids: added.map(sealed), images: images.map(sealed) }),
    ]);
    if (record.length > MAX_RECORD_BYTES) {
      throw new CommandError(
        "BSONObjectTooLarge",
        `this change needs an undo record of ${record.length} bytes, and ${MAX_RECORD_BYTES} is the most it may have`,
      );
    }
    return record;
  });
}

/** Reads back an undo record. Throws when it is none. */
export function readRecord(record: Buffer): Touched {
  const fields = fieldsOf(record);
  const database = stringValue(fields.get("db"));
  const collection = stringValue(fields.get("collection"));
  const images = unsealed(fields.get("images"));
  const ids = unsealed(fields.get("ids"));
  if (!database || !collection || !images || !ids) throw new Error("not an undo record");
  // Records of earlier versions name the documents that have an image as well.
  const imaged = new Set(images.map(mustHaveId));
  const added = ids.filter((id) => !imaged.has(keyOf(id)));
  return { database, collection, images, added };
}

/** The documents in a list, which are in it as they are (ids in records of earlier versions) or as bytes. */
function unsealed(list: Element | undefined): Buffer[] | undefined {
  if (list?.type !== BsonType.array) return undefined;
  // A binary value is its length, its subtype and then the bytes.
  return elementsOf(list.value).map(({ type, value }) =>
    type === BsonType.binary ? value.subarray(5) : value,
  );
}

function mustHaveId(image: Buffer): string {
  if (!idOf(image)) throw new Error("not an undo record");
  return idKey(image);
}

/** The documents of a collection that have one of these ids, whole or only their `_id`. */
export async function documentsById(
  engine: Engine,
  { database, collection }: Namespace,
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

/**
 * Those of the ids that no stored document has, in the collection's own sense of equality. The engine tells which
 * documents there are, not whose equal each is, so ids that are in doubt are asked about in ever smaller groups.
 */
export async function absentIds(
  engine: Engine,
  namespace: Namespace,
  ids: readonly Buffer[],
): Promise<Buffer[]> {
  const found = await documentsById(engine, namespace, ids, "ids");
  if (found.length === 0) return [...ids];
  if (ids.length === 1) return [];
  const stored = new Set(found.map(idKey));
  const others = ids.filter((id) => !stored.has(keyOf(id)));
  if (others.length === 0) return [];
  if (others.length < ids.length) return absentIds(engine, namespace, others);
  const half = Math.ceil(ids.length / 2);
  return [
    ...(await absentIds(engine, namespace, ids.slice(0, half))),
    ...(await absentIds(engine, namespace, ids.slice(half))),
  ];
}
