import { type Document, serialize } from "bson";

const CODES = {
  BadValue: 2,
  FailedToParse: 9,
  Unauthorized: 13,
  IllegalOperation: 20,
  LockTimeout: 24,
  NamespaceNotFound: 26,
  CursorNotFound: 43,
  CommandNotFound: 59,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  NotYetInitialized: 94,
  WriteConflict: 112,
  ConflictingOperationInProgress: 117,
  CursorInUse: 143,
  CommandNotSupportedOnView: 166,
  TransactionTooOld: 225,
  CursorKilled: 237,
  NoSuchTransaction: 251,
  TransactionCommitted: 256,
  OperationNotSupportedInTransaction: 263,
  ClientDisconnect: 279,
  ChangeStreamFatalError: 280,
  ChangeStreamHistoryLost: 286,
  BSONObjectTooLarge: 10334,
  NotARetryableWriteCommand: 50768,
  Location50738: 50738,
  Location50739: 50739,
  Location50740: 50740,
  Location50741: 50741,
  InternalError: 1,
} as const;

const TRANSIENT = ["TransientTransactionError"];

/** An error reply, with MongoDB's own codes and messages. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly codeName: keyof typeof CODES;
  readonly labels: readonly string[];

  constructor(codeName: keyof typeof CODES, message: string, labels: readonly string[] = []) {
    super(message);
    this.codeName = codeName;
    this.labels = labels;
  }

  toReply(): Buffer {
    const reply: Document = {
      ok: 0,
      errmsg: this.message,
      code: CODES[this.codeName],
      codeName: this.codeName,
    };
    if (this.labels.length > 0) reply.errorLabels = this.labels;
    return Buffer.from(serialize(reply));
  }
}

/** Another transaction is open: the client should retry the whole transaction. */
export function writeConflict(): CommandError {
  return new CommandError(
    "WriteConflict",
    "WriteConflict error: this operation conflicted with another operation. Please retry your operation or multi-document transaction.",
    TRANSIENT,
  );
}

export function noSuchTransaction(number: bigint, why: string): CommandError {
  return new CommandError("NoSuchTransaction", `Transaction ${number} ${why}.`, TRANSIENT);
}

/** The number is older than the session's current one. */
export function transactionTooOld(number: bigint, latest: bigint): CommandError {
  return new CommandError("TransactionTooOld", `${number} is older than this session's ${latest}`);
}

/** The client is gone. Never sent. */
export function clientGone(): CommandError {
  return new CommandError("ClientDisconnect", "the client has gone away");
}

/** The open transaction did not end within the time that other commands wait for it. */
export function gateTimeout(): CommandError {
  return new CommandError("LockTimeout", "an open transaction kept the data for too long");
}
