import { readWireFormat, writeWireFormat } from "@foyer/contract/wire-format";
import type { AppRouter } from "@foyer/router/app-router";
import { createTRPCClient, httpBatchLink, httpLink, splitLink, type TRPCLink } from "@trpc/client";
import { idempotencyLink } from "./idempotency-link.js";
import { refreshLink } from "./refresh-link.js";

/** The credentials of a program, as signing in with `transport: "bearer"` answers them. */
export interface Tokens {
  readonly sessionToken: string;
  readonly refreshToken: string;
}

/** Where the server is and how to say who asks. */
export interface ConnectionOptions {
  /** The address of the API, with its `/trpc` at the end. */
  readonly url: string;
  /** Programs send their session token with each request; browsers have a cookie and leave this out. */
  readonly sessionToken?: () => string | undefined;
  /**
   * Where a program keeps its credentials. With it, a session that ran out is refreshed without being asked
   * for, and the new credentials are handed to `set`; `sessionToken` is not needed then.
   */
  readonly tokens?: {
    get(): Tokens | undefined;
    set(tokens: Tokens): void | Promise<void>;
  };
  readonly fetch?: typeof globalThis.fetch;
}

/** The most queries that travel in one request; longer addresses break proxies. */
const MAX_BATCH = 10;
const MAX_URL_LENGTH = 2_000;

/**
 * The links of a client: queries made at the same moment share a request, each mutation has its own, so that
 * a slow one holds nobody up; a session that ran out is refreshed once and silently; what moves tickets or money
 * has an idempotency key.
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
      // A program with only a session token has nothing to refresh it with; a browser has its cookie.
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
