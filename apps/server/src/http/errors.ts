import type { Reason } from "@foyer/contract/reasons";
import { refusalBody } from "@foyer/router/error-shape";
import type { FastifyError, FastifyInstance } from "fastify";

const REASON_BY_STATUS: Readonly<Record<number, readonly [Reason, string]>> = {
  400: ["MALFORMED_REQUEST", "The request could not be read."],
  404: ["NOT_FOUND", "There is nothing at this address."],
  405: ["METHOD_NOT_ALLOWED", "This address does not take this method."],
  413: ["REQUEST_TOO_LARGE", "The request is too large."],
  414: ["REQUEST_TOO_LARGE", "The address of the request is too long."],
  415: ["UNSUPPORTED_MEDIA_TYPE", "Requests have to be JSON: send the content type application/json."],
};

const INTERNAL = ["INTERNAL", "Something went wrong on our side. It has been recorded."] as const;

/** Answers what goes wrong outside tRPC in the same shape, and without a word about how we are built. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const known = REASON_BY_STATUS[error.statusCode ?? 500];
    if (known === undefined) request.log.error({ err: error }, "request failed");
    const [reason, message] = known ?? INTERNAL;
    const { httpStatus, body } = refusalBody(reason, message);
    return reply.code(httpStatus).send(body);
  });
}
