import type { ErrorCode } from "@foyer/contract/error-codes";
import { errorBody } from "@foyer/router/error-shape";
import type { FastifyReply } from "fastify";

/** Refuses a request outside tRPC, in the shape that tRPC's clients read like any other error. */
export function refuse(reply: FastifyReply, reason: ErrorCode, message: string): FastifyReply {
  const { httpStatus, body } = errorBody(reason, message);
  return reply.code(httpStatus).send(body);
}
