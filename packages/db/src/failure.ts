import { Prisma } from "../generated/client/index.js";

/** Too many transactions wanted the same documents at once; trying again later helps. */
export class DatabaseBusyError extends Error {
  constructor(options?: ErrorOptions) {
    super("The database is busy.", options);
    this.name = "DatabaseBusyError";
  }
}

/** What MongoDB says of documents that it did not write. */
export class WriteRefusedError extends Error {
  /** MongoDB's own. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = "WriteRefusedError";
    this.code = code;
  }
}

/**
 * What went wrong in the database, as far as a caller can do something about it. `aborted` is said of a command of a
 * transaction that had ended: one before it was refused, such as by a unique index, and MongoDB then gives all of it up.
 * Prisma sends commands that are made together as one, and then tells no more than that.
 */
export type FailureKind =
  | "conflict"
  | "unique"
  | "aborted"
  | "missing"
  /** What was sent is not what the database takes: a malformed id, a document that is too large or refused. */
  | "invalid"
  | "unreachable"
  | "busy"
  | "other";

/** Prisma's own codes: see its error reference. P2010 is a raw command's and is judged by its message. */
const KIND_BY_CODE: Readonly<Record<string, FailureKind>> = {
  P2034: "conflict",
  P2002: "unique",
  P2025: "missing",
  P2024: "busy",
  P2028: "busy",
  P2000: "invalid",
  P2005: "invalid",
  P2006: "invalid",
  P2007: "invalid",
  P2009: "invalid",
  P2011: "invalid",
  P2012: "invalid",
  P2019: "invalid",
  P2020: "invalid",
  P2023: "invalid",
  P1001: "unreachable",
  P1002: "unreachable",
  P1008: "unreachable",
  P1017: "unreachable",
};

/** MongoDB's codes for single documents: DuplicateKey and WriteConflict. All others are about the document itself. */
const KIND_BY_WRITE_CODE: ReadonlyMap<number, FailureKind> = new Map([
  [11_000, "unique"],
  [112, "conflict"],
]);

const CONFLICT = /WriteConflict|TransientTransactionError|code: 112\b|"?code"?: ?112\b/;
const UNIQUE = /E11000/;
// BadValue, FailedToParse, TypeMismatch, InvalidBSON, DocumentValidationFailure, BSONObjectTooLarge, and a key that is
// too long for its index.
const INVALID = /Error code (?:2|9|14|22|121|10334|17280)\b/;
const ABORTED = /[Tt]ransaction .{1,80} has been aborted/;
// With no server listening the connector says that transactions are not supported (runtime facts).
// The codes are what a primary says that is shutting down or stepping down (MongoDB's error codes).
const UNREACHABLE =
  /Kind: I\/O error|Server selection timeout|Transactions are not supported by this deployment|ConnectionPoolCleared|No available servers|(?:Error code|code:|Code: `?)\s*(?:91|189|10107|11600|11602|13435)\b/;

/**
 * Sorts an error of Prisma's (or of anybody else's: `other`) into what can be done about it. Prisma
 * has one code for everything that a raw command or the driver says, so there the message decides.
 */
export function kindOfFailure(error: unknown): FailureKind {
  if (error instanceof DatabaseBusyError) return "busy";
  if (error instanceof WriteRefusedError) return KIND_BY_WRITE_CODE.get(error.code) ?? "invalid";
  if (error instanceof Prisma.PrismaClientInitializationError) return "unreachable";
  if (error instanceof Prisma.PrismaClientValidationError) return "invalid";
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    const kind = KIND_BY_CODE[error.code];
    if (kind !== undefined && kind !== "busy") return kind;
    return kindOfMessage(error.message) ?? kind ?? "other";
  }
  if (error instanceof Prisma.PrismaClientUnknownRequestError) return kindOfMessage(error.message) ?? "other";
  return "other";
}

function kindOfMessage(message: string): FailureKind | undefined {
  // First, because a lost connection inside a transaction has the transient label of a conflict too.
  if (UNREACHABLE.test(message)) return "unreachable";
  if (CONFLICT.test(message)) return "conflict";
  if (UNIQUE.test(message)) return "unique";
  if (ABORTED.test(message)) return "aborted";
  if (INVALID.test(message)) return "invalid";
  return undefined;
}
