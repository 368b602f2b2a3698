import { deserialize } from "bson";
import {
  documentOf,
  documentsIn,
  type Element,
  elementsOf,
  fieldsOf,
  plainElements,
  stringValue,
} from "../wire/raw-bson.js";
import { type Sequence, splitDocuments } from "../wire/wire-message.js";
import { CommandError } from "./command-error.js";

/** The session fields of a command. */
export interface SessionFields {
  readonly id: string;
  readonly number: bigint | undefined;
  /** `autocommit: false`: the command is a statement of a transaction. */
  readonly inTransaction: boolean;
  readonly startsTransaction: boolean;
}

export interface Command {
  readonly name: string;
  readonly database: string;
  /** The value after the command's name when it is a string, which is the collection. */
  readonly collection: string | undefined;
  readonly session: SessionFields | undefined;
  /** Whether it came with concerns of its own, which are dropped: there is one node. */
  readonly hasReadConcern: boolean;
  readonly hasWriteConcern: boolean;
  /** The command as sent, without the fields that the engine rejects or the facade handles. */
  readonly body: Buffer;
  readonly sequences: readonly Sequence[];
}

const ENVELOPE = new Set(["lsid", "txnNumber", "autocommit", "startTransaction", "$db"]);
const DROPPED = new Set([
  "lsid",
  "txnNumber",
  "autocommit",
  "startTransaction",
  "recoveryToken",
  "stmtId",
  "readConcern",
  "writeConcern",
  "apiVersion",
  "apiStrict",
  "apiDeprecationErrors",
]);

/** Reads a command. Throws `CommandError` when its session fields contradict each other. */
export function parseCommand(body: Buffer, sequences: readonly Sequence[]): Command {
  const elements = elementsOf(body);
  const first = elements[0];
  if (!first) throw new CommandError("FailedToParse", "a command needs a name");
  const envelope = deserialize(
    documentOf(elements.filter(({ name }) => ENVELOPE.has(name)).map(({ bytes }) => bytes)),
    { useBigInt64: true },
  );
  const database: unknown = envelope.$db;
  return {
    name: first.name,
    database: typeof database === "string" ? database : "admin",
    collection: stringValue(first),
    session: sessionFields(envelope),
    hasReadConcern: elements.some(({ name }) => name === "readConcern"),
    hasWriteConcern: elements.some(({ name }) => name === "writeConcern"),
    body: documentOf(elements.filter(isKept).map(({ bytes }) => bytes)),
    sequences,
  };
}

function isKept({ name }: Element): boolean {
  return name === "$db" || !(DROPPED.has(name) || name.startsWith("$"));
}

function sessionFields(envelope: Record<string, unknown>): SessionFields | undefined {
  const { lsid, txnNumber } = envelope;
  const inTransaction = envelope.autocommit === false;
  if (lsid === undefined) {
    if (inTransaction) throw new CommandError("InvalidOptions", "a transaction needs an lsid");
    return undefined;
  }
  const id = sessionId(lsid);
  if (id === undefined) throw new CommandError("FailedToParse", "lsid.id must be a UUID");
  const number =
    typeof txnNumber === "bigint" ? txnNumber : typeof txnNumber === "number" ? BigInt(txnNumber) : undefined;
  if (inTransaction && number === undefined) {
    throw new CommandError("InvalidOptions", "a transaction needs a txnNumber");
  }
  return { id, number, inTransaction, startsTransaction: envelope.startTransaction === true };
}

/** The text form of a logical session id document, `{ id: UUID }`. */
export function sessionId(lsid: unknown): string | undefined {
  if (typeof lsid !== "object" || lsid === null || !("id" in lsid)) return undefined;
  const { id } = lsid;
  if (typeof id !== "object" || id === null || !("buffer" in id)) return undefined;
  return id.buffer instanceof Uint8Array ? Buffer.from(id.buffer).toString("hex") : undefined;
}

/** The list a write command carries, be it in the body or as a document sequence. */
export function entriesOf(command: Command, field: string): Buffer[] {
  const sequence = command.sequences.find(({ name }) => name === field);
  if (sequence) return splitDocuments(sequence.documents);
  return documentsIn(fieldsOf(command.body).get(field));
}

/** The same command with another list. */
export function withEntries(command: Command, field: string, entries: readonly Buffer[]): Command {
  return {
    ...withoutFields(command, [field]),
    sequences: [{ name: field, documents: Buffer.concat(entries) }],
  };
}

/** The same command with some fields replaced or added; each is a whole element. */
export function withElement(command: Command, name: string, element: Buffer): Command {
  const bare = withoutFields(command, [name]);
  return { ...bare, body: documentOf([...elementsOf(bare.body).map(({ bytes }) => bytes), element]) };
}

function withoutFields(command: Command, names: readonly string[]): Command {
  const kept = elementsOf(command.body).filter(({ name }, index) => index === 0 || !names.includes(name));
  return { ...command, body: documentOf(kept.map(({ bytes }) => bytes)) };
}

const DURABLE = plainElements({ writeConcern: { w: 1, j: true } });

/** The command with a journaled write concern: it is answered when it is on disk. */
export function durable(command: Command): Command {
  const elements = elementsOf(command.body).map(({ bytes }) => bytes);
  return { ...command, body: documentOf([...elements, ...DURABLE]) };
}
