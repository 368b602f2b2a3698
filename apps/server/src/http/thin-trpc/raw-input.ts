import { type TRPCDataTransformer, TRPCError } from "@trpc/server";
import type { PlainCall } from "./plain-call.js";

/** A call's input, read when the first middleware asks for it, and once: as in tRPC's own adapter. */
export interface RawInput {
  read(): Promise<unknown>;
  /** What was read; nothing when it was not, or could not be. */
  result(): unknown;
}

export function createRawInput(
  { inputText, isBatch }: PlainCall,
  transformer: Pick<TRPCDataTransformer, "deserialize">,
): RawInput {
  let value: unknown;
  let reading: Promise<unknown> | undefined;

  async function parse(): Promise<unknown> {
    if (inputText === undefined) return undefined;
    const sent: unknown = JSON.parse(inputText);
    if (!isBatch) return transformer.deserialize(sent);
    if (typeof sent !== "object" || sent === null || Array.isArray(sent)) {
      // In tRPC's own words.
      const message = '"input" needs to be an object when doing a batch call';
      throw new TRPCError({ code: "BAD_REQUEST", message });
    }
    const first: unknown = Reflect.get(sent, "0");
    return first === undefined ? undefined : transformer.deserialize(first);
  }

  return {
    read() {
      reading ??= parse().then(
        (parsed) => {
          value = parsed;
          return parsed;
        },
        (cause: unknown) => {
          throw asBadRequest(cause);
        },
      );
      return reading;
    },
    result: () => value,
  };
}

function asBadRequest(cause: unknown): TRPCError {
  if (cause instanceof TRPCError) return cause;
  const message = cause instanceof Error ? cause.message : "Invalid input";
  return new TRPCError({ code: "BAD_REQUEST", message, cause });
}
