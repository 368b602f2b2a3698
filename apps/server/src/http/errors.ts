import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { DomainError, retryAfterOf } from "@foyer/domain/domain-error";
import { toDomainError } from "@foyer/domain/to-domain-error";
import { errorBody } from "@foyer/router/error-shape";
import type { FastifyError, FastifyInstance, FastifyReply } from "fastify";
import { isRestUrl, sendProblem } from "./rest/problem.js";

const ERROR_BY_STATUS: Readonly<Record<number, DomainError>> = {
  400: new DomainError("MALFORMED_REQUEST", "The request could not be read."),
  404: new DomainError("NOT_FOUND", "There is nothing at this address."),
  405: new DomainError("METHOD_NOT_ALLOWED", "This address does not take this method."),
  408: new DomainError("MALFORMED_REQUEST", "The request took too long to arrive."),
  413: new DomainError("REQUEST_TOO_LARGE", "The request is too large."),
  414: new DomainError("REQUEST_TOO_LARGE", "The address of the request is too long."),
  415: new DomainError(
    "UNSUPPORTED_MEDIA_TYPE",
    "Requests have to be JSON: send the content type application/json.",
  ),
  431: new DomainError("REQUEST_TOO_LARGE", "The headers of the request are too large."),
  503: new DomainError("BUSY", "Foyer is restarting. Try again in a few seconds.", { retryAfterSeconds: 5 }),
};

const INTERNAL = new DomainError("INTERNAL", "Something went wrong on our side. It has been recorded.");

/** Answers errors outside of tRPC in the same format, without internals. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const domainError = toDomainError(error);
    if (domainError !== undefined) {
      if (retryAfterOf(domainError) !== undefined)
        request.log.warn({ err: error, reason: domainError.code }, "request refused");
      return refuse(reply, domainError);
    }
    if (ERROR_BY_STATUS[error.statusCode ?? 500] === undefined)
      request.log.error({ err: error }, "request failed");
    return answerError(error, reply);
  });
}

/** Answers an error of Fastify, including errors before routing. */
export function answerError(error: FastifyError, reply: FastifyReply): FastifyReply {
  return refuseWithStatus(reply, error.statusCode ?? 500);
}

/**
 * Answers a request with an error outside of a procedure: in the format that tRPC's clients read, or as problem details
 * where plain JSON is answered.
 */
export function refuse(reply: FastifyReply, error: DomainError): FastifyReply {
  const retryAfterSeconds = retryAfterOf(error);
  if (retryAfterSeconds !== undefined) reply.header("retry-after", String(retryAfterSeconds));
  const { refusal, message } = error;
  if (isRestUrl(reply.request.url)) return sendProblem(reply, { ...refusal, message });
  const { httpStatus, body } = errorBody(error);
  return reply.code(httpStatus).send(body);
}

/** Answers with the error code and message for a status. */
export function refuseWithStatus(reply: FastifyReply, status: number): FastifyReply {
  return refuse(reply, ERROR_BY_STATUS[status] ?? INTERNAL);
}

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers a request that is not valid HTTP on the raw connection, and closes it. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUS_BY_CODE[error.code ?? ""] ?? 400;
  const text = JSON.stringify(errorBody(ERROR_BY_STATUS[status] ?? INTERNAL).body);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
      "Content-Type: application/json; charset=utf-8",
      `Content-Length: ${Buffer.byteLength(text)}`,
      "Connection: close",
      "",
      text,
    ].join("\r\n"),
  );
}
