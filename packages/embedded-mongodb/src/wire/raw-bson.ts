import { Binary, type Document, deserialize, onDemand, serialize } from "bson";

/**
 * BSON handled as bytes. A document that only passes through must stay unchanged, and a JavaScript object cannot
 * guarantee that: it reorders integer-like keys and loses number types.
 */
export interface Element {
  readonly type: number;
  readonly name: string;
  /** The value's bytes, without the type and the name. */
  readonly value: Buffer;
  /** Type, name and value: the parts of a new document. */
  readonly bytes: Buffer;
}

export const BsonType = {
  double: 1,
  string: 2,
  document: 3,
  array: 4,
  binary: 5,
  undefined: 6,
  objectId: 7,
  boolean: 8,
  date: 9,
  null: 10,
  regex: 11,
  symbol: 14,
  int32: 16,
  int64: 18,
} as const;

/** The elements of one document or array. Throws bson's `BSONError` when the bytes are no BSON. */
export function elementsOf(document: Buffer): Element[] {
  const elements: Element[] = [];
  for (const [type, nameOffset, nameLength, offset, length] of onDemand.parseToElements(document)) {
    elements.push({
      type,
      name: document.toString("utf8", nameOffset, nameOffset + nameLength),
      value: document.subarray(offset, offset + length),
      bytes: document.subarray(nameOffset - 1, offset + length),
    });
  }
  return elements;
}

/** The same elements by name. The first one wins, as in the server. */
export function fieldsOf(document: Buffer): Map<string, Element> {
  const fields = new Map<string, Element>();
  for (const element of elementsOf(document)) {
    if (!fields.has(element.name)) fields.set(element.name, element);
  }
  return fields;
}

/** The documents inside an array, as bytes. Anything that is not a document is left out. */
export function documentsIn(array: Element | undefined): Buffer[] {
  if (array?.type !== BsonType.array) return [];
  return elementsOf(array.value)
    .filter((element) => element.type === BsonType.document)
    .map((element) => element.value);
}

export function documentOf(elements: readonly Buffer[]): Buffer {
  const length = elements.reduce((sum, element) => sum + element.length, 5);
  const document = Buffer.alloc(length);
  document.writeInt32LE(length, 0);
  let offset = 4;
  for (const element of elements) {
    offset += element.copy(document, offset);
  }
  return document;
}

export function rawElement(type: number, name: string, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), value]);
}

export function documentElement(name: string, document: Buffer): Buffer {
  return rawElement(BsonType.document, name, document);
}

export function arrayElement(name: string, documents: readonly Buffer[]): Buffer {
  const items = documents.map((document, index) => documentElement(String(index), document));
  return rawElement(BsonType.array, name, documentOf(items));
}

/** `element` under another name. */
export function renamed(element: Element, name: string): Buffer {
  return rawElement(element.type, name, element.value);
}

/** Elements of a plain object: for documents that this package creates. */
export function plainElements(document: Document): Buffer[] {
  return elementsOf(Buffer.from(serialize(document))).map((element) => element.bytes);
}

/** `{ _id: … }` of a document, as a document; undefined when it has none. */
export function idOf(document: Buffer): Buffer | undefined {
  const id = elementsOf(document).find((element) => element.name === "_id");
  return id && documentOf([id.bytes]);
}

/** True for `true` and for numbers other than zero, as the server reads its flags. */
export function isTruthy(element: Element | undefined): boolean {
  if (!element) return false;
  switch (element.type) {
    case BsonType.boolean:
      return element.value[0] === 1;
    case BsonType.int32:
      return element.value.readInt32LE(0) !== 0;
    case BsonType.int64:
      return element.value.readBigInt64LE(0) !== 0n;
    case BsonType.double:
      return element.value.readDoubleLE(0) !== 0;
    default:
      return false;
  }
}

export function stringValue(element: Element | undefined): string | undefined {
  if (element?.type !== BsonType.string) return undefined;
  return element.value.toString("utf8", 4, element.value.length - 1);
}

/** A document kept as bytes inside another one. */
export function sealed(document: Buffer): Binary {
  return new Binary(document);
}

/**
 * A document as an object. Invalid UTF-8 is accepted: the engine's errors about keys under a collation contain it.
 */
export function readDocument(document: Buffer): Document {
  return deserialize(document, { validation: { utf8: false } });
}
