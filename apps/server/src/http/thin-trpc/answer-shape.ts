import type { AnyTRPCRouter, TRPCDataTransformer, TRPCError, TRPCErrorShape } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";

/** What a call came to, before the transformer has written it. */
type CallAnswer = { readonly result: { readonly data: unknown } } | { readonly error: TRPCErrorShape };

/** The call that failed, as an error's formatter is told of it. */
interface ShapedCall {
  readonly error: TRPCError;
  readonly type: "query" | "mutation";
  readonly path: string | undefined;
  readonly input: unknown;
  readonly ctx: object | undefined;
}

type Config = AnyTRPCRouter["_def"]["_config"];

/** As tRPC's `getErrorShape` does it, without copying what the formatter is told. */
export function shapeError(config: Config, call: ShapedCall): TRPCErrorShape {
  const { error, path } = call;
  const { code, message } = error;
  const shape = {
    message,
    code: TRPC_ERROR_CODES_BY_KEY[code],
    data: {
      code,
      httpStatus: getHTTPStatusCodeFromError(error),
      ...(config.isDev && typeof error.stack === "string" ? { stack: error.stack } : {}),
      ...(path === undefined ? {} : { path }),
    },
  };
  return config.errorFormatter({ ...call, shape });
}

/** As tRPC's `transformTRPCResponse` does it, without copying what is around the data. */
export function transformAnswer(
  transformer: Pick<TRPCDataTransformer, "serialize">,
  answer: CallAnswer,
): object {
  return "error" in answer
    ? { error: transformer.serialize(answer.error) }
    : { result: { data: transformer.serialize(answer.result.data) } };
}
