import {
  BsonType,
  documentElement,
  documentOf,
  type Element,
  elementsOf,
  fieldsOf,
  idOf,
  rawElement,
  renamed,
} from "../wire/raw-bson.js";

/**
 * `_id`s as bytes. Two ids can be equal and yet not the same bytes (1 and 1.0, 0 and -0, "a" and "A" under a
 * collation), and only the engine knows when. Compared here are bytes, or types whose equality is certain.
 */

/** The bytes of a document's `{ _id }` as a string, to compare with. */
export function idKey(document: Buffer): string {
  return idOf(document)?.toString("latin1") ?? "";
}

/** The bytes of an `{ _id }` as a string. */
export function keyOf(id: Buffer): string {
  return id.toString("latin1");
}

/** Whether a document can have this `_id`. A filter with any other would not be about equality. */
export function isStorable(id: Buffer): boolean {
  const [element] = elementsOf(id);
  return element !== undefined && isValue(element);
}

function isValue({ type, value }: Element): boolean {
  if (type === BsonType.regex || type === BsonType.array || type === BsonType.undefined) return false;
  return type !== BsonType.document || elementsOf(value).every(({ name }) => !name.startsWith("$"));
}

/** `{ _id }` when a filter demands one exact id, whatever else is in it. */
export function exactId(filter: Buffer): Buffer | undefined {
  const id = fieldsOf(filter).get("_id");
  if (!id) return undefined;
  if (isValue(id)) return documentOf([id.bytes]);
  if (id.type !== BsonType.document) return undefined;
  const [operator, ...others] = elementsOf(id.value);
  if (operator?.name !== "$eq" || others.length > 0 || !isValue(operator)) return undefined;
  return documentOf([renamed(operator, "_id")]);
}

/** A filter for documents with one of these ids, given as `{ _id }` each; those that none can have are left out. */
export function anyOf(ids: readonly Buffer[]): Buffer {
  const values = ids
    .filter(isStorable)
    .flatMap((id, index) => elementsOf(id).map(({ type, value }) => rawElement(type, String(index), value)));
  const list = rawElement(BsonType.array, "$in", documentOf(values));
  return documentOf([documentElement("_id", documentOf([list]))]);
}

const ALONE_IN_THEIR_KIND: ReadonlySet<number> = new Set([
  BsonType.binary,
  BsonType.objectId,
  BsonType.boolean,
  BsonType.date,
  BsonType.null,
]);
const TEXTS: ReadonlySet<number> = new Set([BsonType.string, BsonType.symbol]);

/**
 * A key that is the same for two ids exactly when they are equal, for types where that is certain. Decimals and
 * composite values are left to the engine.
 *
 * @param simple whether the collection compares strings by their bytes
 */
export function certainKey(id: Buffer, simple: boolean): string | undefined {
  const [element] = elementsOf(id);
  if (!element) return undefined;
  if (ALONE_IN_THEIR_KIND.has(element.type)) return keyOf(id);
  if (TEXTS.has(element.type)) return simple ? `text:${element.value.toString("latin1")}` : undefined;
  return numberKey(element);
}

function numberKey({ type, value }: Element): string | undefined {
  switch (type) {
    case BsonType.int32:
      return `number:${value.readInt32LE(0)}`;
    case BsonType.int64:
      return `number:${value.readBigInt64LE(0)}`;
    case BsonType.double: {
      const number = value.readDoubleLE(0);
      // BigInt writes the exact value, and makes one zero of two.
      return `number:${Number.isInteger(number) ? BigInt(number) : number}`;
    }
    default:
      return undefined;
  }
}
