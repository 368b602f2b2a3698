import type { KeyAllowance } from "@foyer/domain/api-keys/key-budget";
import type { FastifyReply } from "fastify";

/** The name of the limit in the structured headers. */
const POLICY = '"calls"';

/**
 * Tells a program how many calls its key has left: in the three headers that clients read today, and in the two of the
 * current draft (draft-ietf-httpapi-ratelimit-headers). Of the calls of one request the last one counts.
 */
export function sendAllowance(
  reply: FastifyReply,
  { limit, windowSeconds, remaining, resetSeconds }: KeyAllowance,
): void {
  reply.headers({
    "ratelimit-limit": String(limit),
    "ratelimit-remaining": String(remaining),
    "ratelimit-reset": String(resetSeconds),
    "ratelimit-policy": `${POLICY};q=${limit};w=${windowSeconds}`,
    ratelimit: `${POLICY};r=${remaining};t=${resetSeconds}`,
  });
}

/** What other origins may read of an answer besides its body. */
export const EXPOSED_HEADERS = [
  "x-request-id",
  "retry-after",
  "ratelimit-limit",
  "ratelimit-remaining",
  "ratelimit-reset",
  "ratelimit-policy",
  "ratelimit",
];
