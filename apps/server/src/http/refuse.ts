import type { Reason } from "@foyer/contract/reasons";
import { refusalBody } from "@foyer/router/error-shape";
import type { FastifyReply } from "fastify";

/** Refuses a request outside tRPC, in the shape that tRPC's clients read like any other error. */
export function refuse(reply: FastifyReply, reason: Reason, message: string): FastifyReply {
  const { httpStatus, body } = refusalBody(reason, message);
  return reply.code(httpStatus).send(body);
}
