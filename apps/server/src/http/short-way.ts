import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import type { RequestTimes } from "../metrics/request-times.js";
import type { InFlight } from "./in-flight.js";
import { newRequestId } from "./request-id.js";
import { hasPlainHeaders, type PublicAnswers, sendAnswer } from "./stored-answer.js";

/** At these levels a line is written about each request: that is Fastify's work. */
const TELLS_OF_REQUESTS: ReadonlySet<string> = new Set(["info", "debug", "trace"]);

/**
 * Has the server send what is stored before Fastify looks at the request: its way there, and its hooks, cost several
 * times as much as sending (decisions/0019). All that Fastify had to add is stored with the answer, and whatever is
 * out of the ordinary about a request, or about the moment, is left to it. On `localhost` Fastify listens on two
 * addresses with a server each; the second one has no short way.
 *
 * @param host.inFlight who is in flight
 * @param host.times where answers are counted, unless nobody reads that
 */
export function answerBeforeFastify(
  app: FastifyInstance,
  answers: PublicAnswers,
  { inFlight, times }: { readonly inFlight: InFlight; readonly times: RequestTimes | undefined },
): void {
  if (TELLS_OF_REQUESTS.has(app.log.level)) return;
  let isClosing = false;
  // From then on Fastify refuses, and closes the connection.
  app.addHook("preClose", async () => {
    isClosing = true;
  });

  function answer(request: IncomingMessage, response: ServerResponse): boolean {
    const { method, url = "" } = request;
    if (method !== "GET" || isClosing) return false;
    const stored = answers.get(url);
    if (stored?.heads === undefined || inFlight.isFull()) return false;
    // What is due is asked for, which has it looked up again.
    if (!stored.source.isFresh() || stored.source.isDueForRefresh()) return false;
    const { headers } = request;
    if (headers.origin !== undefined || !hasPlainHeaders(headers)) return false;
    const begunAt = performance.now();
    const status = sendAnswer(response, stored, stored.heads, {
      requestId: newRequestId(),
      ifNoneMatch: headers["if-none-match"],
    });
    // Whoever reads slowly, or asks before the last answer is read, holds memory as any other does.
    if (response.socket === null || response.socket.writableLength > 0) inFlight.count(response);
    times?.of({ method, route: pathOf(url), status }).add((performance.now() - begunAt) / 1_000);
    return true;
  }

  const { server } = app;
  server.removeAllListeners("request");
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    if (!answer(request, response)) app.routing(request, response);
  });
}

/** Stored answers are those of procedures, by their own names. */
function pathOf(url: string): string {
  const mark = url.indexOf("?");
  return mark === -1 ? url : url.slice(0, mark);
}
