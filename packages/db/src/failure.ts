import { Prisma } from "../generated/client/index.js";

/** Too many transactions contended for the same documents, or too many are waiting. A later retry may succeed. */
export class DatabaseBusyError extends Error {
  constructor(options?: ErrorOptions) {
    super("The database is busy.", options);
    this.name = "DatabaseBusyError";
  }
}

/** A document that MongoDB rejected in a bulk write. */
export class WriteRefusedError extends Error {
  /** MongoDB's error code. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = "WriteRefusedError";
    this.code = code;
  }
}

/**
 * Database errors by what a caller can do about them. `aborted` is a command of a transaction that MongoDB had
 * already aborted because an earlier command failed, for example on a unique index. Prisma sends commands that
 * are issued together as one batch and reports only the abort.
 */
export type FailureKind =
  | "conflict"
  | "unique"
  | "aborted"
  | "missing"
  /** The database does not accept the data: a malformed id, or a document that is too large or fails validation. */
  | "invalid"
  | "unreachable"
  | "busy"
  | "other";

/** Prisma's error codes. P2010 stands for any failed raw command, which is classified by its message. */
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

/**
 * MongoDB's codes for single documents: DuplicateKey and WriteConflict. All others mean that the document is
 * invalid.
 */
const KIND_BY_WRITE_CODE: ReadonlyMap<number, FailureKind> = new Map([
  [11_000, "unique"],
  [112, "conflict"],
]);

const CONFLICT = /WriteConflict|TransientTransactionError|code: 112\b|"?code"?: ?112\b/;
const UNIQUE = /E11000/;
// BadValue, FailedToParse, TypeMismatch, InvalidBSON, DocumentValidationFailure, BSONObjectTooLarge, and an index
// key that is too long.
const INVALID = /Error code (?:2|9|14|22|121|10334|17280)\b/;
// LockTimeout: an open transaction held what a single command waited for. Nothing was done.
const BUSY = /Error code 24\b/;
const ABORTED = /[Tt]ransaction .{1,80} has been aborted/;
// Without a server the connector reports that transactions are not supported. The codes are those of a primary
// that is shutting down or stepping down.
const UNREACHABLE =
  /Kind: I\/O error|Server selection timeout|Transactions are not supported by this deployment|ConnectionPoolCleared|No available servers|(?:Error code|code:|Code: `?)\s*(?:91|189|10107|11600|11602|13435)\b/;

/**
 * Classifies an error of Prisma; any other error is `other`. Prisma has one code for all errors of raw commands
 * and of the driver, so those are classified by their message.
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
  // First, because a connection lost inside a transaction has the transient label of a conflict as well.
  if (UNREACHABLE.test(message)) return "unreachable";
  if (CONFLICT.test(message)) return "conflict";
  if (UNIQUE.test(message)) return "unique";
  if (ABORTED.test(message)) return "aborted";
  if (BUSY.test(message)) return "busy";
  if (INVALID.test(message)) return "invalid";
  return undefined;
}
