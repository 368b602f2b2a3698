import { isFoyerError } from "@foyer/client";

/** The messages the server gave for single fields, by the field's name; empty where it gave none. */
export function serverFieldErrors(error: unknown): Record<string, string> {
  const issues = isFoyerError(error) ? (error.data?.issues ?? []) : [];
  return Object.fromEntries(issues.map(({ path, message }) => [path, message]));
}
