import { failed } from "../server/engine.js";
import {
  arrayElement,
  BsonType,
  documentElement,
  documentOf,
  documentsIn,
  type Element,
  elementsOf,
  fieldsOf,
  isTruthy,
  plainElements,
  rawElement,
  renamed,
} from "../wire/raw-bson.js";

/** Merges the replies to single statements into the reply to their list. */
export class WriteReply {
  readonly #isUpdate: boolean;
  readonly #upserted: Buffer[] = [];
  readonly #errors: Buffer[] = [];
  #n = 0;
  #modified = 0;

  constructor(isUpdate: boolean) {
    this.#isUpdate = isUpdate;
  }

  /** Adds the engine's reply to statement `index`. Returns whether it succeeded. */
  add(index: number, reply: Buffer): boolean {
    const fields = fieldsOf(reply);
    if (!isTruthy(fields.get("ok"))) {
      this.#errors.push(withIndex(reply, index, NOT_IN_WRITE_ERRORS));
      return false;
    }
    this.#n += numberOf(fields.get("n"));
    this.#modified += numberOf(fields.get("nModified"));
    for (const one of documentsIn(fields.get("upserted"))) this.#upserted.push(withIndex(one, index));
    const errors = documentsIn(fields.get("writeErrors"));
    for (const error of errors) this.#errors.push(withIndex(error, index));
    return errors.length === 0;
  }

  /** Adds that statement `index` created a document, given as `{ _id }`. */
  addUpserted(index: number, id: Buffer): void {
    this.#n += 1;
    this.#upserted.push(withIndex(id, index));
  }

  toBuffer(): Buffer {
    return documentOf([
      ...plainElements({ n: this.#n }),
      ...(this.#upserted.length > 0 ? [arrayElement("upserted", this.#upserted)] : []),
      ...(this.#isUpdate ? plainElements({ nModified: this.#modified }) : []),
      ...(this.#errors.length > 0 ? [arrayElement("writeErrors", this.#errors)] : []),
      ...plainElements({ ok: 1 }),
    ]);
  }
}

const NOT_IN_WRITE_ERRORS = new Set(["ok", "codeName", "errorLabels"]);

function withIndex(document: Buffer, index: number, without: ReadonlySet<string> = new Set()): Buffer {
  const others = elementsOf(document).filter(({ name }) => name !== "index" && !without.has(name));
  return documentOf([...plainElements({ index }), ...others.map(({ bytes }) => bytes)]);
}

function numberOf(element: Element | undefined): number {
  switch (element?.type) {
    case BsonType.int32:
      return element.value.readInt32LE(0);
    case BsonType.double:
      return element.value.readDoubleLE(0);
    case BsonType.int64:
      return Number(element.value.readBigInt64LE(0));
    default:
      return 0;
  }
}

/** The first error of an insert's reply as the reply of a command that failed; undefined when it succeeded. */
export function failureOf(reply: Buffer): Buffer | undefined {
  if (!failed(reply)) return undefined;
  const [error] = documentsIn(fieldsOf(reply).get("writeErrors"));
  if (!error) return reply;
  const code = numberOf(fieldsOf(error).get("code"));
  return documentOf([
    ...plainElements({ ok: 0 }),
    ...elementsOf(error)
      .filter(({ name }) => name !== "index")
      .map(({ bytes }) => bytes),
    ...plainElements({ codeName: CODE_NAMES[code] ?? `Location${code}` }),
  ]);
}

const CODE_NAMES: Readonly<Record<number, string>> = {
  2: "BadValue",
  52: "DollarPrefixedFieldName",
  53: "InvalidIdField",
  121: "DocumentValidationFailure",
  11000: "DuplicateKey",
};

/** The reply of a `findAndModify` that created a document. */
export function upsertedReply(id: Buffer, value: Buffer | undefined): Buffer {
  const [element] = elementsOf(id);
  const upserted = element ? [renamed(element, "upserted")] : [];
  return documentOf([
    documentElement(
      "lastErrorObject",
      documentOf([...plainElements({ n: 1, updatedExisting: false }), ...upserted]),
    ),
    value ? documentElement("value", value) : rawElement(BsonType.null, "value", Buffer.alloc(0)),
    ...plainElements({ ok: 1 }),
  ]);
}

/** Whether a write changed or may have changed something, going by its reply. */
export function didSomething(reply: Buffer): boolean {
  const fields = fieldsOf(reply);
  return isTruthy(fields.get("ok")) && (!fields.has("writeErrors") || isTruthy(fields.get("n")));
}
