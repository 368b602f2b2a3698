import type { ErrorCode } from "@foyer/contract/error-codes";
import { errorBody } from "@foyer/router/error-shape";
import type { FastifyReply } from "fastify";

/** Answers a request with an error outside of tRPC, in the format that tRPC's clients read. */
export function refuse(reply: FastifyReply, reason: ErrorCode, message: string): FastifyReply {
  const { httpStatus, body } = errorBody(reason, message);
  return reply.code(httpStatus).send(body);
}
