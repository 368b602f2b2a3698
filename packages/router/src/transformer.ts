import { readWireFormat, WireFormatError, writeWireFormat } from "@foyer/contract/wire-format";
import { DomainError } from "@foyer/domain/domain-error";

/** The wire format for tRPC; a message that cannot be parsed is the sender's error. */
export const transformer = {
  serialize: writeWireFormat,

  /** @throws DomainError INVALID_INPUT */
  deserialize(message: unknown): unknown {
    try {
      return readWireFormat(message);
    } catch (cause) {
      if (cause instanceof WireFormatError) throw new DomainError("INVALID_INPUT", cause.message, { cause });
      throw cause;
    }
  },
};
