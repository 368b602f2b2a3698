import { ERROR_CODES, type ErrorCode } from "@foyer/contract/error-codes";
import { type ErrorDescription, statusOf } from "@foyer/router/error-shape";
import type { FastifyReply } from "fastify";

/** Everything but tRPC that programs call is below it. */
export const REST_PREFIX = "/api";

/** Below it are the pages that describe the API, which are documents. */
export const REFERENCE_PREFIX = `${REST_PREFIX}/docs`;

/** Whether a URL belongs to the REST API or the pages about it, so that its errors are problem details. */
export function isRestUrl(url: string): boolean {
  return IS_REST.test(url);
}

/** Whether a URL is of the pages that describe the API. */
export function isReferenceUrl(url: string): boolean {
  return IS_REFERENCE.test(url);
}

const IS_REST = new RegExp(`^${REST_PREFIX}(?:[/?]|$)`);
const IS_REFERENCE = new RegExp(`^${REFERENCE_PREFIX}(?:[/?]|$)`);

export const PROBLEM_TYPE = "application/problem+json";

/** What a type of problems is called: `EVENT_SOLD_OUT` is "Event sold out". */
function titleOf(code: ErrorCode): string {
  const words = code.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The path of the page about a type of problems. */
function problemPath(code: ErrorCode): string {
  return `${REST_PREFIX}/problems/${code}`;
}

/** What the page about a type of problems says. */
export function problemType(code: string) {
  const known = ERROR_CODES.find((one) => one === code);
  return known && { code: known, title: titleOf(known), status: statusOf(known) };
}

/**
 * Answers an error as problem details (RFC 9457). The code is that of all other clients; its details are members of
 * their own. `instance` names the request, under whose id it is logged.
 */
export function sendProblem(
  reply: FastifyReply,
  { reason, message, ...details }: ErrorDescription,
  status = statusOf(reason),
): FastifyReply {
  // RFC 9110 asks for it, so that programs know how to identify themselves.
  if (status === 401) reply.header("www-authenticate", "Bearer");
  return reply
    .code(status)
    .type(PROBLEM_TYPE)
    .send(
      JSON.stringify({
        // Relative to the request's own address, which may have another host than the web app.
        type: problemPath(reason),
        title: titleOf(reason),
        status,
        detail: message,
        instance: `urn:uuid:${reply.request.id}`,
        code: reason,
        ...details,
      }),
    );
}
