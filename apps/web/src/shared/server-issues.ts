import { isFoyerError } from "@foyer/client";
import { wordsForError } from "../api/error-words";

/** The messages the server gave for single fields, by the field's name; empty where it gave none. */
export function serverFieldErrors(error: unknown): Record<string, string> {
  if (!isFoyerError(error)) return {};
  const { issues = [], field } = error.data ?? {};
  return {
    ...(field ? { [field]: wordsForError(error) } : {}),
    ...Object.fromEntries(issues.map(({ path, message }) => [path, message])),
  };
}
