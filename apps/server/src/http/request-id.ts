import { randomUUID } from "node:crypto";

/** The header by which an answer is found in the log. */
export const REQUEST_ID = "x-request-id";

export function newRequestId(): string {
  return randomUUID();
}
