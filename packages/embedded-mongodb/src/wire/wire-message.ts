import { BsonType, fieldsOf } from "./raw-bson.js";

/** A kind 1 section of an OP_MSG: documents one after another, as drivers send inserts. */
export interface Sequence {
  readonly name: string;
  readonly documents: Buffer;
}

export interface WireRequest {
  readonly requestId: number;
  /** An OP_QUERY, which only ever carries the first `hello`; it is answered with an OP_REPLY. */
  readonly legacy: boolean;
  readonly expectsReply: boolean;
  readonly body: Buffer;
  readonly sequences: readonly Sequence[];
}

/** The bytes are not the wire protocol. The connection is closed. */
export class MalformedMessageError extends Error {
  override readonly name = "MalformedMessageError";
}

const HEADER = 16;
const MAX_MESSAGE = 48_000_000 + 16_384;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const REQUIRED_FLAGS = 0xffff;

/** Cuts a byte stream into messages. */
export class MessageSplitter {
  #chunks: Buffer[] = [];
  #length = 0;

  /** Adds what arrived and returns the messages now complete. Throws `MalformedMessageError`. */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    const messages: Buffer[] = [];
    for (;;) {
      const length = this.#nextLength();
      if (length === undefined || this.#length < length) return messages;
      const joined = Buffer.concat(this.#chunks);
      messages.push(joined.subarray(0, length));
      this.#chunks = [joined.subarray(length)];
      this.#length = joined.length - length;
    }
  }

  #nextLength(): number | undefined {
    if (this.#length < HEADER) return undefined;
    let first = this.#chunks[0];
    if (first === undefined || first.length < 4) {
      first = Buffer.concat(this.#chunks);
      this.#chunks = [first];
    }
    const length = first.readInt32LE(0);
    if (length < HEADER || length > MAX_MESSAGE) {
      throw new MalformedMessageError(`message length ${length}`);
    }
    return length;
  }
}

/** Reads one whole message. Throws `MalformedMessageError`. */
export function readMessage(message: Buffer): WireRequest {
  try {
    switch (message.readInt32LE(12)) {
      case OP_MSG:
        return readOpMsg(message);
      case OP_QUERY:
        return readOpQuery(message);
      default:
        throw new MalformedMessageError(`operation code ${message.readInt32LE(12)}`);
    }
  } catch (cause) {
    if (cause instanceof MalformedMessageError) throw cause;
    throw new MalformedMessageError("truncated message", { cause });
  }
}

function readOpMsg(message: Buffer): WireRequest {
  const flags = message.readUInt32LE(HEADER);
  if ((flags & REQUIRED_FLAGS & ~(CHECKSUM_PRESENT | MORE_TO_COME)) !== 0) {
    throw new MalformedMessageError("unknown flag");
  }
  const end = (flags & CHECKSUM_PRESENT) !== 0 ? message.length - 4 : message.length;
  let body: Buffer | undefined;
  const sequences: Sequence[] = [];
  let offset = HEADER + 4;
  while (offset < end) {
    const kind = message.readUInt8(offset);
    const start = offset + 1;
    const size = message.readInt32LE(start);
    offset = start + size;
    if (size < 5 || offset > end) throw new MalformedMessageError("section size");
    const section = message.subarray(start, offset);
    if (kind === 0 && body === undefined) body = section;
    else if (kind === 1) sequences.push(readSequence(section));
    else throw new MalformedMessageError("section kind");
  }
  if (body === undefined) throw new MalformedMessageError("no body");
  return {
    requestId: message.readInt32LE(4),
    legacy: false,
    expectsReply: (flags & MORE_TO_COME) === 0,
    body,
    sequences,
  };
}

function readSequence(section: Buffer): Sequence {
  const nameEnd = section.indexOf(0, 4);
  if (nameEnd < 0) throw new MalformedMessageError("sequence name");
  return { name: section.toString("utf8", 4, nameEnd), documents: section.subarray(nameEnd + 1) };
}

function readOpQuery(message: Buffer): WireRequest {
  const nameEnd = message.indexOf(0, HEADER + 4);
  if (nameEnd < 0) throw new MalformedMessageError("collection name");
  const query = message.subarray(nameEnd + 1 + 8);
  const wrapped = fieldsOf(query).get("$query");
  return {
    requestId: message.readInt32LE(4),
    legacy: true,
    expectsReply: true,
    body: wrapped?.type === BsonType.document ? wrapped.value : query,
    sequences: [],
  };
}

/** The documents of a sequence. Throws `MalformedMessageError`. */
export function splitDocuments(documents: Buffer): Buffer[] {
  const split: Buffer[] = [];
  for (let offset = 0; offset < documents.length; ) {
    const size = documents.length - offset < 5 ? 0 : documents.readInt32LE(offset);
    if (size < 5 || offset + size > documents.length) throw new MalformedMessageError("document size");
    split.push(documents.subarray(offset, offset + size));
    offset += size;
  }
  return split;
}

let lastId = 0;

function withHeader(parts: readonly Buffer[], opCode: number, responseTo: number): Buffer {
  const message = Buffer.concat([Buffer.alloc(HEADER), ...parts]);
  lastId = (lastId + 1) & 0x7fffffff;
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(lastId, 4);
  message.writeInt32LE(responseTo, 8);
  message.writeInt32LE(opCode, 12);
  return message;
}

const NO_FLAGS_BODY = Buffer.from([0, 0, 0, 0, 0]);

/** An OP_MSG carrying a command. */
export function encodeCommand(body: Buffer, sequences: readonly Sequence[]): Buffer {
  const parts = [NO_FLAGS_BODY, body];
  for (const { name, documents } of sequences) {
    const head = Buffer.alloc(5);
    head.writeUInt8(1, 0);
    head.writeInt32LE(4 + name.length + 1 + documents.length, 1);
    parts.push(head, Buffer.from(`${name}\0`), documents);
  }
  return withHeader(parts, OP_MSG, 0);
}

/** The answer to `request`, framed as it was asked. */
export function encodeReply(request: WireRequest, body: Buffer): Buffer {
  if (!request.legacy) return withHeader([NO_FLAGS_BODY, body], OP_MSG, request.requestId);
  const head = Buffer.alloc(20);
  head.writeInt32LE(1, 16); // one document returned
  return withHeader([head, body], OP_REPLY, request.requestId);
}
