import { toDomainError } from "@foyer/domain/to-domain-error";
import { ConfigError } from "./config-error.js";

/** An error for the console: errors of configuration or usage as one line, unexpected ones with their stack. */
export function oneLine(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const domainError = toDomainError(error);
  if (domainError !== undefined) return domainError.message;
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE") return "the port is taken: set PORT to another one";
  if (error.name === "EmbeddedMongoError") return error.message;
  return error.stack ?? error.message;
}
