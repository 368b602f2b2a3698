import { readWireFormat, writeWireFormat } from "@foyer/contract/wire-format";
import type { AppRouter } from "@foyer/router/app-router";
import { createTRPCClient, httpBatchLink, httpLink, splitLink, type TRPCLink } from "@trpc/client";
import { idempotencyLink } from "./idempotency-link.js";
import { refreshLink } from "./refresh-link.js";

/** The credentials of a program, as returned by a sign-in with `transport: "bearer"`. */
export interface Tokens {
  readonly sessionToken: string;
  readonly refreshToken: string;
}

/** How to reach the server and authenticate. */
export interface ConnectionOptions {
  /** The URL of the API, which ends with `/trpc`. */
  readonly url: string;
  /** The session token to send with each request; browsers use a cookie instead. */
  readonly sessionToken?: () => string | undefined;
  /**
   * Where a program stores its credentials. With it an expired session is refreshed automatically, and the new
   * credentials are passed to `set`; `sessionToken` is not needed.
   */
  readonly tokens?: {
    get(): Tokens | undefined;
    set(tokens: Tokens): void | Promise<void>;
  };
  readonly fetch?: typeof globalThis.fetch;
}

/** The maximum number of queries per request; longer URLs fail at some proxies. */
const MAX_BATCH = 10;
const MAX_URL_LENGTH = 2_000;

/**
 * The links of a client: concurrent queries share a request, mutations are sent one by one so that a slow one
 * does not delay others, an expired session is refreshed once, and keyed mutations get an idempotency key.
 */
export function foyerLinks(options: ConnectionOptions): TRPCLink<AppRouter>[] {
  const { url, tokens, fetch } = options;
  const http = {
    url,
    transformer: { serialize: writeWireFormat, deserialize: readWireFormat },
    headers: () => {
      const token = tokens?.get()?.sessionToken ?? options.sessionToken?.();
      return token === undefined ? {} : { authorization: `Bearer ${token}` };
    },
    ...(fetch && { fetch }),
  };
  const plain = httpLink<AppRouter>(http);
  const direct = createTRPCClient<AppRouter>({ links: [plain] });

  async function refresh(): Promise<boolean> {
    if (tokens === undefined) {
      // With only a session token there is nothing to refresh; a browser has its cookie.
      if (options.sessionToken !== undefined) return false;
      await direct.user.refresh.mutate({});
      return true;
    }
    const refreshToken = tokens.get()?.refreshToken;
    if (refreshToken === undefined) return false;
    const answer = await direct.user.refresh.mutate({ refreshToken });
    if (answer.transport !== "bearer") return false;
    await tokens.set({ sessionToken: answer.sessionToken, refreshToken: answer.refreshToken });
    return true;
  }

  return [
    idempotencyLink,
    refreshLink(refresh),
    splitLink({
      condition: (operation) => operation.type === "query",
      true: httpBatchLink({ ...http, maxItems: MAX_BATCH, maxURLLength: MAX_URL_LENGTH }),
      false: plain,
    }),
  ];
}
