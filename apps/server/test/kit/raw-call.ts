import { setTimeout } from "node:timers/promises";
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
  type: (procedure as unknown as { _def: { type: Procedure["type"] } })._def.type,
}));

interface Procedure {
  readonly path: string;
  readonly type: "query" | "mutation" | "subscription";
}

/**
 * How long a stream that is not refused is listened to: a refusal is the first thing it says. In several pauses: a
 * process that was held up has one of them over before it reads what came meanwhile, but not all.
 */
const PAUSES = 6;
const PAUSE_MS = 50;

/** Calls a procedure without our client, so that anything at all can be sent. */
export function rawCall(
  origin: string,
  procedure: Procedure,
  input: unknown,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  return sendText(origin, procedure, JSON.stringify({ json: input }), headers);
}

/** The same with a text that need not be JSON. */
export async function sendText(
  origin: string,
  { path, type }: Procedure,
  text: string,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  const query = `${origin}/trpc/${path}?input=${encodeURIComponent(text)}`;
  if (type === "subscription") return rawStream(query, headers);
  const response =
    type === "query"
      ? await fetch(query, { headers })
      : await fetch(`${origin}/trpc/${path}`, {
          method: "POST",
          headers: { "content-type": "application/json", ...headers },
          body: text,
        });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** Listens to a stream until it is refused, says something or has said nothing for a while; as an answer of the other kinds. */
async function rawStream(url: string, headers: Record<string, string>): Promise<RawAnswer> {
  const closing = new AbortController();
  const response = await fetch(url, { headers, signal: closing.signal });
  let text = "";
  let isOver = false;
  void (async () => {
    for (let pause = 0; pause < PAUSES && !isOver; pause++) await setTimeout(PAUSE_MS);
    closing.abort();
  })();
  try {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  } catch (error) {
    if (!closing.signal.aborted) throw error;
  }
  isOver = true;
  const error = /^event: serialized-error\ndata: (.*)$/m.exec(text)?.[1];
  if (error === undefined) return { status: response.status, text, headers: response.headers };
  const answer = { error: JSON.parse(error) };
  const { httpStatus } = refusal.parse(answer).error.json.data;
  return { status: httpStatus, text: JSON.stringify(answer), headers: response.headers };
}

/** The reason of a refusal, having checked that it has the one shape that all refusals have, and is declared. */
export function reasonIn({ status, text }: RawAnswer): string {
  const { data } = refusal.parse(JSON.parse(text)).error.json;
  if (data.httpStatus !== status) throw new Error(`The answer says ${data.httpStatus} and is ${status}.`);
  requireDeclared(data.path, data.reason);
  return data.reason;
}
