import { CallFault } from "./call-fault.js";
import type { KeptCredentials } from "./session.js";
import type { TokenStore } from "./token-store.js";

/** A session: of the browser's cookies if nothing is given, of tokens, or of one token. */
export interface SessionCredentials {
  /** The session token to send with each request; browsers use a cookie instead. */
  readonly sessionToken?: () => string | undefined;
  /**
   * Where a program stores its credentials. With it an expired session is refreshed automatically, and the new
   * credentials are stored; `sessionToken` is not needed.
   */
  readonly tokens?: TokenStore;
  /**
   * Called when refreshed credentials could not be stored. They are used all the same, as long as the program
   * runs; by default the error is printed.
   */
  readonly onTokensNotStored?: (error: unknown) => void;
  /** The limit of a refresh, in milliseconds, which many calls may wait for; 15 seconds. */
  readonly refreshTimeoutMs?: number;
  readonly apiKey?: never;
}

/** An API key, for programs that run without their user. It is sent with each request and never refreshed. */
export interface ApiKeyCredentials {
  /**
   * The key, or how to read it, which is asked for each request: from a secret store, say. A key that is missing is an
   * error: a program would otherwise go on as nobody.
   *
   * @example
   * createFoyerClient({ url, apiKey: process.env.FOYER_API_KEY });
   */
  readonly apiKey: string | undefined | (() => string | undefined | Promise<string | undefined>);
  readonly sessionToken?: never;
  readonly tokens?: never;
  readonly onTokensNotStored?: never;
  readonly refreshTimeoutMs?: never;
}

/** Who a client's calls are made by. */
export type Credentials = SessionCredentials | ApiKeyCredentials;

/**
 * Where a client's credentials are kept.
 *
 * @throws CallFault for a key that is given and empty; TypeError for a key beside a session
 */
export function keptBy(credentials: Credentials): KeptCredentials {
  const { apiKey, tokens, sessionToken } = credentials;
  const hasSession = tokens !== undefined || sessionToken !== undefined;
  if (hasSession && apiKey !== undefined) throw new TypeError("Give an API key or a session, not both.");
  if (tokens !== undefined) return { kind: "tokens", store: tokens };
  if (sessionToken !== undefined) return { kind: "given", get: sessionToken };
  if (!("apiKey" in credentials)) return { kind: "cookie" };
  if (typeof apiKey === "function") return { kind: "given", get: async () => trimmed(await apiKey()) };
  const key = trimmed(apiKey);
  return { kind: "given", get: () => key };
}

/** What is read from a file ends with a new line. */
function trimmed(key: string | undefined): string {
  const text = key?.trim() ?? "";
  if (text === "") throw new CallFault("not-sent", "There is no API key: apiKey is given, and empty.");
  return text;
}
