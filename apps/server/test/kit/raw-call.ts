import { errorCode as reasonSchema } from "@foyer/contract/error-codes";
import { appRouter } from "@foyer/router/app-router";
import { requireDeclared } from "@foyer/testing/declared-codes";
import { z } from "zod";

const refusal = z.object({
  error: z.object({
    json: z.object({
      message: z.string(),
      code: z.number(),
      data: z.looseObject({
        code: z.string(),
        httpStatus: z.number(),
        reason: reasonSchema,
        path: z.string().optional(),
      }),
    }),
  }),
});

/** An HTTP answer as a program without our client sees it. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** Every procedure there is, with its kind, read from the router itself. */
export const PROCEDURES = Object.entries(appRouter._def.procedures).map(([path, procedure]) => ({
  path,
  // At run time the record is flat, whatever its type says.
  type: (procedure as unknown as { _def: { type: "query" | "mutation" } })._def.type,
}));

/** Calls a procedure without our client, so that anything at all can be sent. */
export async function rawCall(
  origin: string,
  { path, type }: { readonly path: string; readonly type: "query" | "mutation" },
  input: unknown,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  const wrapped = JSON.stringify({ json: input });
  const response =
    type === "query"
      ? await fetch(`${origin}/trpc/${path}?input=${encodeURIComponent(wrapped)}`, { headers })
      : await fetch(`${origin}/trpc/${path}`, {
          method: "POST",
          headers: { "content-type": "application/json", ...headers },
          body: wrapped,
        });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** The reason of a refusal, having checked that it has the one shape that all refusals have, and is declared. */
export function reasonIn({ status, text }: RawAnswer): string {
  const { data } = refusal.parse(JSON.parse(text)).error.json;
  if (data.httpStatus !== status) throw new Error(`The answer says ${data.httpStatus} and is ${status}.`);
  requireDeclared(data.path, data.reason);
  return data.reason;
}
