import { isFoyerError } from "@foyer/client";
import { errorMessage } from "../api/error-message";

/** The server's field errors, by field name; empty if there are none. */
export function serverFieldErrors(error: unknown): Record<string, string> {
  if (!isFoyerError(error)) return {};
  const { data } = error;
  const field = data != null && "field" in data ? data.field : undefined;
  const issues = isFoyerError(error, "INVALID_INPUT") ? (error.data.issues ?? []) : [];
  return {
    ...(field ? { [field]: errorMessage(error) } : {}),
    ...Object.fromEntries(issues.map(({ path, message }) => [path, message])),
  };
}
