import { toDomainError } from "@foyer/domain/to-domain-error";
import { ConfigError } from "./config-error.js";

/** Why a server cannot listen, by Node's error code. */
const LISTENING: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is taken: set PORT to another one",
  EADDRNOTAVAIL: "this machine does not have the address to listen on: check HOST",
  ENOTFOUND: "the address to listen on is not known: check HOST",
  EAI_AGAIN: "the address to listen on is not known: check HOST",
};

/** An error for the console: errors of configuration or usage as one line, unexpected ones with their stack. */
export function oneLine(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const domainError = toDomainError(error);
  if (domainError !== undefined) return domainError.message;
  if (!(error instanceof Error)) return String(error);
  const listening = "code" in error ? LISTENING[String(error.code)] : undefined;
  if (listening !== undefined) return listening;
  if (error.name === "EmbeddedMongoError") return error.message;
  return error.stack ?? error.message;
}
