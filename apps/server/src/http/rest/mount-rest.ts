import { isUtf8 } from "node:buffer";
import type { AppContext } from "@foyer/domain/context";
import { DomainError } from "@foyer/domain/domain-error";
import { appRouter } from "@foyer/router/app-router";
import { describeError } from "@foyer/router/error-shape";
import { callTRPCProcedure, getTRPCErrorFromUnknown, TRPCError } from "@trpc/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { headersOf, logFailure } from "../call-errors.js";
import { refuse, refuseWithStatus } from "../errors.js";
import { etagOf, hasTag } from "../etag.js";
import { comesWithKey, createRequestContext } from "../request-context.js";
import { describeApi } from "./openapi.js";
import { type Operation, readOperations } from "./operations.js";
import { problemType, REST_PREFIX, sendProblem } from "./problem.js";
import { type InputParts, inputParts, readInput } from "./read-input.js";

const OPENAPI_PATH = `${REST_PREFIX}/openapi.json`;

/** The methods that an address may be asked with. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/**
 * Mounts the REST API at `/api`: each procedure of the table of routes, in plain JSON, and its description (decision
 * 0049).
 */
export async function mountRest(app: FastifyInstance, context: AppContext): Promise<void> {
  const operations = readOperations(appRouter);
  await app.register(async (scope) => {
    acceptJson(scope);
    for (const operation of operations) mountOperation(scope, context, operation);
    mountDescription(scope, context, operations);
    scope.get<{ Params: { code: string } }>(`${REST_PREFIX}/problems/:code`, (request, reply) => {
      const found = problemType(request.params.code);
      if (found === undefined)
        return refuse(reply, new DomainError("NOT_FOUND", "There is no such error code."));
      return reply.header("cache-control", "public, max-age=3600").send(found);
    });
    refuseOtherMethods(scope, [
      ...operations,
      { method: "GET", path: "/openapi.json" },
      { method: "GET", path: "/problems/{id}" },
    ]);
    for (const rest of [REST_PREFIX, `${REST_PREFIX}/*`])
      scope.all(rest, (_request, reply) => refuseWithStatus(reply, 404));
  });
}

/**
 * A JSON body that is empty counts as none: many programs announce JSON whether or not they send any. One in another
 * encoding than JSON's is refused, since what cannot be read of it would be stored with other signs in its place.
 */
function acceptJson(scope: FastifyInstance): void {
  const parse = scope.getDefaultJsonParser("error", "error");
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body: Buffer, done) => {
    if (body.length === 0) done(null, undefined);
    else if (!isUtf8(body)) done(new DomainError("MALFORMED_REQUEST", "The body has to be in UTF-8."));
    else parse(request, body.toString(), done);
  });
}

/** `/events/{id}` as Fastify writes it. */
function routeOf(path: string): string {
  return `${REST_PREFIX}${path.replace("{id}", ":id")}`;
}

function mountOperation(scope: FastifyInstance, context: AppContext, operation: Operation): void {
  // Made when they are first needed: for all operations together they would delay the start.
  let parts: InputParts | undefined;
  scope.route({
    method: operation.method,
    url: routeOf(operation.path),
    handler: (request, reply) => {
      // The address of a list with a slash after it.
      if (request.url.split("?", 1)[0]?.endsWith("/")) return refuseWithStatus(reply, 404);
      parts ??= inputParts(operation);
      return answer(context, { operation, parts }, request, reply);
    },
  });
}

/** Calls the procedure, with the same context, checks and errors as over tRPC. */
async function answer(
  context: AppContext,
  { operation, parts }: { readonly operation: Operation; readonly parts: InputParts },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { procedure: path, type } = operation;
  try {
    const ctx = await createRequestContext(context, request, reply);
    // Nobody asks for the input of a procedure that takes none.
    if (operation.input === undefined) readInput(operation, parts, request);
    // Otherwise it is read when a middleware asks for it: whoever may not call the procedure is told so first.
    const getRawInput = async () => readInput(operation, parts, request);
    const call = { router: appRouter, path, type, ctx, getRawInput, signal: undefined, batchIndex: 0 };
    const data: unknown = await callTRPCProcedure(call);
    // A page is told that nobody is there; a program has forgotten to say who it is.
    if (data === null && operation.access !== "any" && ctx.caller.kind === "anonymous") {
      throw new TRPCError({ code: "UNAUTHORIZED" });
    }
    return sendAnswer(operation, data, request, reply);
  } catch (cause) {
    const error = getTRPCErrorFromUnknown(cause);
    logFailure({ error, path, request });
    reply.headers(headersOf([error]));
    return sendProblem(reply, describeError(error));
  }
}

const created = z.object({ id: z.string() });

function sendAnswer(
  { creates, isSameForAll }: Operation,
  data: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const body = JSON.stringify(data);
  reply.type("application/json");
  if (creates !== undefined) reply.code(201).header("location", `${creates}/${created.parse(data).id}`);
  // An answer that sets a cookie is not public.
  if (!isSameForAll || reply.hasHeader("set-cookie"))
    return reply.header("cache-control", "no-store").send(body);
  const etag = etagOf(body);
  const whose = comesWithKey(request) ? "private" : "public";
  reply.headers({ etag, "cache-control": `${whose}, max-age=0, must-revalidate` });
  return hasTag(request.headers["if-none-match"], etag) ? reply.code(304).send() : reply.send(body);
}

/** The description is made once, when it is first asked for, and kept as text. */
function mountDescription(
  scope: FastifyInstance,
  context: AppContext,
  operations: readonly Operation[],
): void {
  let made: { readonly body: string; readonly etag: string } | undefined;
  scope.get(OPENAPI_PATH, (request, reply) => {
    if (made === undefined) {
      const body = JSON.stringify(describeApi(operations, context.publicUrl));
      made = { body, etag: etagOf(body) };
    }
    reply.headers({ etag: made.etag, "cache-control": "public, max-age=0, must-revalidate" });
    if (hasTag(request.headers["if-none-match"], made.etag)) return reply.code(304).send();
    return reply.type("application/json").send(made.body);
  });
}

/** Answers `OPTIONS`, and other methods with 405, each with the methods that the address takes. */
function refuseOtherMethods(
  scope: FastifyInstance,
  operations: readonly Pick<Operation, "method" | "path">[],
): void {
  for (const [path, group] of Map.groupBy(operations, (operation) => operation.path)) {
    const taken = new Set<string>(group.map(({ method }) => method));
    // Fastify answers HEAD wherever it answers GET.
    if (taken.has("GET")) taken.add("HEAD");
    const others = METHODS.filter((method) => !taken.has(method));
    const allow = [...METHODS.filter((method) => taken.has(method)), "OPTIONS"].join(", ");
    scope.route({
      method: others,
      url: routeOf(path),
      handler: (request, reply) => {
        reply.header("allow", allow);
        if (request.method === "OPTIONS") return reply.code(204).send();
        return refuse(
          reply,
          new DomainError("METHOD_NOT_ALLOWED", "This address does not take this method."),
        );
      },
    });
  }
}
