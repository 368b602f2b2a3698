import type { AppRouter } from "@foyer/router/app-router";
import { httpBatchLink, httpLink, splitLink, type TRPCLink } from "@trpc/client";
import superjson from "superjson";

/** Where the server is and how to say who asks. */
export interface ConnectionOptions {
  /** The address of the API, with its `/trpc` at the end. */
  readonly url: string;
  /** Programs send their session token with each request; browsers have a cookie and leave this out. */
  readonly sessionToken?: () => string | undefined;
  readonly fetch?: typeof globalThis.fetch;
}

/** The most queries that travel in one request; longer addresses break proxies. */
const MAX_BATCH = 10;
const MAX_URL_LENGTH = 2_000;

/**
 * The links of a client: queries made at the same moment share a request, each mutation has its own, so that
 * a slow one holds nobody up.
 */
export function foyerLinks({ url, sessionToken, fetch }: ConnectionOptions): TRPCLink<AppRouter>[] {
  const http = {
    url,
    transformer: superjson,
    headers: () => {
      const token = sessionToken?.();
      return token === undefined ? {} : { authorization: `Bearer ${token}` };
    },
    ...(fetch && { fetch }),
  };
  return [
    splitLink({
      condition: (operation) => operation.type === "query",
      true: httpBatchLink({ ...http, maxItems: MAX_BATCH, maxURLLength: MAX_URL_LENGTH }),
      false: httpLink(http),
    }),
  ];
}
