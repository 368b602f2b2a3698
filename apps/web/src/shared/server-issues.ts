import { isFoyerError } from "@foyer/client";
import { errorMessage } from "../api/error-message";

/** The server's field errors, by field name; empty if there are none. */
export function serverFieldErrors(error: unknown): Record<string, string> {
  if (!isFoyerError(error)) return {};
  const { issues = [], field } = error.data ?? {};
  return {
    ...(field ? { [field]: errorMessage(error) } : {}),
    ...Object.fromEntries(issues.map(({ path, message }) => [path, message])),
  };
}
