import type { DirectoryOwner, EmbeddedMongoErrorCode } from "./child-protocol.js";

interface EmbeddedMongoErrorOptions extends ErrorOptions {
  readonly owner?: DirectoryOwner | undefined;
}

/** Its message is one line for a terminal: what is wrong and, where possible, what to do. */
export class EmbeddedMongoError extends Error {
  override readonly name = "EmbeddedMongoError";
  readonly code: EmbeddedMongoErrorCode;
  /** With `DIRECTORY_IN_USE`: the process that uses it, as far as that is known. */
  readonly owner: DirectoryOwner | undefined;

  constructor(
    code: EmbeddedMongoErrorCode,
    message: string,
    { owner, ...options }: EmbeddedMongoErrorOptions = {},
  ) {
    super(message, options);
    this.code = code;
    this.owner = owner;
  }
}
