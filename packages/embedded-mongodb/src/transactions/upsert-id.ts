import {
  arrayElement,
  BsonType,
  documentElement,
  documentOf,
  documentsIn,
  type Element,
  elementsOf,
  fieldsOf,
  plainElements,
  rawElement,
  renamed,
} from "../wire/raw-bson.js";

/**
 * An upsert may create a document, and its undo record must name it beforehand. When neither the
 * filter nor the update says which `_id` it will have, it is made here and put into the update.
 */

/** `{ _id }` the new document would get, if the client decides it. */
export function knownUpsertId(filter: Buffer, update: Element | undefined): Buffer | undefined {
  return (
    exactId(filter) ??
    documentsIn(fieldsOf(filter).get("$and"))
      .map(exactId)
      .find((id) => id !== undefined) ??
    (update?.type === BsonType.document ? idInUpdate(update.value) : undefined)
  );
}

/** `{ _id }` when a document demands or has one exact id, whatever else is in it. */
export function exactId(document: Buffer): Buffer | undefined {
  const id = fieldsOf(document).get("_id");
  if (!id || id.type === BsonType.regex || id.type === BsonType.array) return undefined;
  if (id.type !== BsonType.document) return documentOf([id.bytes]);
  const first = elementsOf(id.value)[0];
  if (first?.name === "$eq") return documentOf([renamed(first, "_id")]);
  return first?.name.startsWith("$") ? undefined : documentOf([id.bytes]);
}

function idInUpdate(update: Buffer): Buffer | undefined {
  if (!isOperatorUpdate(update)) return exactId(update);
  const fields = fieldsOf(update);
  for (const operator of ["$set", "$setOnInsert"]) {
    const id = fieldsOf(fields.get(operator)?.value ?? documentOf([])).get("_id");
    if (id) return documentOf([id.bytes]);
  }
  return undefined;
}

function isOperatorUpdate(update: Buffer): boolean {
  return elementsOf(update)[0]?.name.startsWith("$") ?? false;
}

/**
 * @param holder the document that holds the update: an entry of `updates`, or a `findAndModify`
 * @param field the update's name in it
 * @param id `{ _id }` for a document that gets created; one that exists keeps its own
 */
export function withUpsertId(holder: Buffer, field: string, id: Buffer): Buffer {
  return documentOf(
    elementsOf(holder).map((element) => (element.name === field ? withId(element, id) : element.bytes)),
  );
}

function withId(update: Element, id: Buffer): Buffer {
  if (update.type === BsonType.array) {
    return arrayElement(update.name, [...documentsIn(update), idStage(id)]);
  }
  if (!isOperatorUpdate(update.value)) {
    // A replacement may not name an _id that differs from the one it replaces, a pipeline can.
    const merged = arrayElement("$mergeObjects", [
      documentOf(plainElements({ _id: "$_id" })),
      documentOf([documentElement("$literal", update.value)]),
    ]);
    const replace = documentOf([documentElement("$replaceWith", documentOf([merged]))]);
    return arrayElement(update.name, [replace, idStage(id)]);
  }
  const operators = elementsOf(update.value);
  const onInsert = operators.find(({ name }) => name === "$setOnInsert");
  const idElements = elementsOf(id).map(({ bytes }) => bytes);
  const others = onInsert ? elementsOf(onInsert.value).map(({ bytes }) => bytes) : [];
  return documentElement(
    update.name,
    documentOf([
      ...operators.filter((operator) => operator !== onInsert).map(({ bytes }) => bytes),
      documentElement("$setOnInsert", documentOf([...idElements, ...others])),
    ]),
  );
}

/** `{ $set: { _id: { $ifNull: ['$_id', id] } } }` */
function idStage(id: Buffer): Buffer {
  const [value] = elementsOf(id);
  if (!value) return documentOf(plainElements({ $set: {} }));
  const literal = documentOf([renamed(value, "$literal")]);
  const choices = documentOf([...plainElements({ 0: "$_id" }), documentElement("1", literal)]);
  const ifNull = documentOf([rawElement(BsonType.array, "$ifNull", choices)]);
  return documentOf([documentElement("$set", documentOf([documentElement("_id", ifNull)]))]);
}
