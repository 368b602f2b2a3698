import { readWireFormat, writeWireFormat } from "@foyer/contract/wire-format";
import { createTRPCClient, httpBatchLink, httpLink, splitLink, type TRPCLink } from "@trpc/client";
import type { AppRouter } from "../generated/app-router.js";
import { abortLink } from "./abort-link.js";
import { fetchAnswers } from "./call-fault.js";
import { idempotencyLink } from "./idempotency-link.js";
import { liveLink } from "./live-link.js";
import { authenticate, refreshLink } from "./refresh-link.js";
import { DEFAULT_REPEATS, type RepeatPolicy, repeatLink } from "./repeat-link.js";
import { createSession, type KeptCredentials, type Session } from "./session.js";
import { timeoutLink } from "./timeout-link.js";
import type { TokenStore } from "./token-store.js";

/** How to reach the server and authenticate. */
export interface ConnectionOptions {
  /** The URL of the API, which ends with `/trpc`. */
  readonly url: string;
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
  /** The limit of each attempt of a call, from sending it until its answer has been read; 30 seconds. */
  readonly timeoutMs?: number;
  /** The limit of a refresh, in milliseconds, which many calls may wait for; 15 seconds. */
  readonly refreshTimeoutMs?: number;
  /** How often calls are sent again that may be; "off" for apps that repeat by themselves. */
  readonly repeats?: Partial<RepeatPolicy> | "off";
  readonly fetch?: typeof globalThis.fetch;
}

/** The maximum number of queries per request; longer URLs fail at some proxies. */
const MAX_BATCH = 10;
const MAX_URL_LENGTH = 2_000;

const TIMEOUT_MS = 30_000;
const REFRESH_TIMEOUT_MS = 15_000;

/**
 * The server gives the same new tokens for the same refresh token within ten seconds, so that a refresh whose
 * answer was lost may be repeated that long.
 */
const REFRESH_REPEATS: RepeatPolicy = { tries: 3, totalMs: 8_000 };

/**
 * The links of a client: keyed mutations get an idempotency key, calls that may be sent twice are repeated when
 * their answer is lost, an expired session is refreshed once for all, each attempt has a time limit, concurrent
 * queries share a request, and mutations are sent one by one so that a slow one does not delay others.
 */
export function foyerLinks(options: ConnectionOptions): TRPCLink<AppRouter>[] {
  const { url, repeats, timeoutMs = TIMEOUT_MS } = options;
  const transformer = { serialize: writeWireFormat, deserialize: readWireFormat };
  const http = { url, transformer, fetch: fetchAnswers(options.fetch) };
  const session = sessionOf(options, httpLink<AppRouter>(http));
  const isCookie = options.tokens === undefined && options.sessionToken === undefined;
  return [
    splitLink({
      condition: ({ type }) => type === "subscription",
      true: liveLink({
        url,
        transformer,
        session,
        authenticate,
        isCookie,
        fetch: options.fetch ?? globalThis.fetch,
      }),
      false: [
        abortLink,
        idempotencyLink,
        repeatLink(repeats === "off" ? { ...DEFAULT_REPEATS, tries: 1 } : { ...DEFAULT_REPEATS, ...repeats }),
        refreshLink(session),
        timeoutLink(timeoutMs),
        splitLink({
          condition: (operation) => operation.type === "query",
          true: httpBatchLink({
            ...http,
            headers: ({ opList }) => authenticate(session, opList),
            maxItems: MAX_BATCH,
            maxURLLength: MAX_URL_LENGTH,
          }),
          false: httpLink({ ...http, headers: ({ op }) => authenticate(session, [op]) }),
        }),
      ],
    }),
  ];
}

function sessionOf(options: ConnectionOptions, plain: TRPCLink<AppRouter>): Session {
  const { refreshTimeoutMs = REFRESH_TIMEOUT_MS, onTokensNotStored = printNotStored } = options;
  const direct = createTRPCClient<AppRouter>({
    links: [abortLink, repeatLink(REFRESH_REPEATS, () => true), timeoutLink(refreshTimeoutMs), plain],
  });
  return createSession({
    kept: keptBy(options),
    limitMs: refreshTimeoutMs,
    onNotStored: onTokensNotStored,
    async refresh(refreshToken, signal) {
      const answer = await direct.user.refresh.mutate({ refreshToken }, { signal });
      if (answer.transport !== "bearer") return undefined;
      return { sessionToken: answer.sessionToken, refreshToken: answer.refreshToken };
    },
  });
}

function keptBy({ tokens, sessionToken }: ConnectionOptions): KeptCredentials {
  if (tokens !== undefined) return { kind: "tokens", store: tokens };
  return sessionToken === undefined ? { kind: "cookie" } : { kind: "session-token", get: sessionToken };
}

function printNotStored(error: unknown): void {
  console.error("Foyer's new tokens could not be stored, and last until this program ends.", error);
}
