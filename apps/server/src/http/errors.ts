import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { ErrorCode } from "@foyer/contract/error-codes";
import { toDomainError } from "@foyer/domain/to-domain-error";
import { errorBody } from "@foyer/router/error-shape";
import type { FastifyError, FastifyInstance, FastifyReply } from "fastify";

const ERROR_BY_STATUS: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  400: ["MALFORMED_REQUEST", "The request could not be read."],
  404: ["NOT_FOUND", "There is nothing at this address."],
  405: ["METHOD_NOT_ALLOWED", "This address does not take this method."],
  408: ["MALFORMED_REQUEST", "The request took too long to arrive."],
  413: ["REQUEST_TOO_LARGE", "The request is too large."],
  414: ["REQUEST_TOO_LARGE", "The address of the request is too long."],
  415: ["UNSUPPORTED_MEDIA_TYPE", "Requests have to be JSON: send the content type application/json."],
  431: ["REQUEST_TOO_LARGE", "The headers of the request are too large."],
  503: ["BUSY", "Foyer is restarting. Try again in a few seconds."],
};

const INTERNAL = ["INTERNAL", "Something went wrong on our side. It has been recorded."] as const;

/** Answers errors outside of tRPC in the same format, without internals. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const domainError = toDomainError(error);
    if (domainError !== undefined) {
      const { retryAfterSeconds } = domainError.details;
      if (retryAfterSeconds !== undefined) {
        request.log.warn({ err: error, reason: domainError.code }, "request refused");
        reply.header("retry-after", String(retryAfterSeconds));
      }
      return refuse(reply, domainError.code, domainError.message);
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

/** Answers a request with an error outside of tRPC, in the format that tRPC's clients read. */
export function refuse(reply: FastifyReply, code: ErrorCode, message: string): FastifyReply {
  const { httpStatus, body } = errorBody(code, message);
  return reply.code(httpStatus).send(body);
}

/** Answers with the error code and message for a status. */
export function refuseWithStatus(reply: FastifyReply, status: number): FastifyReply {
  if (status === 503) reply.header("retry-after", "5");
  return refuse(reply, ...(ERROR_BY_STATUS[status] ?? INTERNAL));
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
  const [code, message] = ERROR_BY_STATUS[status] ?? INTERNAL;
  const text = JSON.stringify(errorBody(code, message).body);
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
