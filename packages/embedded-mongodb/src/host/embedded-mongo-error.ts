import type { EmbeddedMongoErrorCode } from "./child-protocol.js";

/** Its message is one line for a terminal: what is wrong and, where possible, what to do. */
export class EmbeddedMongoError extends Error {
  override readonly name = "EmbeddedMongoError";
  readonly code: EmbeddedMongoErrorCode;

  constructor(code: EmbeddedMongoErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
