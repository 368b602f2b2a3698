import { readWireFormat, type WireMessage, writeWireFormat } from "@foyer/contract/wire-format";
import { createTRPCClient, httpBatchLink, httpLink, splitLink, type TRPCLink } from "@trpc/client";
import type { AppRouter } from "../generated/app-router.js";
import { abortLink } from "./abort-link.js";
import { CallFault, fetchAnswers } from "./call-fault.js";
import { type Credentials, keptBy } from "./credentials.js";
import { idempotencyLink } from "./idempotency-link.js";
import { liveLink } from "./live-link.js";
import { authenticate, refreshLink } from "./refresh-link.js";
import { DEFAULT_REPEATS, type RepeatPolicy, repeatLink } from "./repeat-link.js";
import { requireServerUrl } from "./server-url.js";
import { createSession, type KeptCredentials, type Session } from "./session.js";
import { timeoutLink } from "./timeout-link.js";

/** How to reach the server. */
export interface ServerOptions {
  /** The URL of the API with its scheme, which ends with `/trpc`. In a page it may be relative to it: `/trpc`. */
  readonly url: string;
  /** The limit of each attempt of a call, from sending it until its answer has been read; 30 seconds. */
  readonly timeoutMs?: number;
  /** How often calls are sent again that may be; "off" for apps that repeat by themselves. */
  readonly repeats?: Partial<RepeatPolicy> | "off";
  readonly fetch?: typeof globalThis.fetch;
}

/** How to reach the server, and with an API key or a session. */
export type ConnectionOptions = ServerOptions & Credentials;

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
 * queries share a request unless they are very long, and mutations are sent one by one so that a slow one does not delay others.
 *
 * @throws TypeError for a `url` without a scheme that does not begin with `/`, and for an API key beside a session
 */
export function foyerLinks(options: ConnectionOptions): TRPCLink<AppRouter>[] {
  const { url, repeats, timeoutMs = TIMEOUT_MS } = options;
  requireServerUrl(url);
  const transformer = { serialize, deserialize: readWireFormat };
  const http = { url, transformer, fetch: fetchAnswers(options.fetch) };
  const kept = keptBy(options);
  const session = sessionOf(options, kept, httpLink<AppRouter>(http));
  return [
    splitLink({
      condition: ({ type }) => type === "subscription",
      true: liveLink({
        url,
        transformer,
        session,
        authenticate,
        isCookie: kept.kind === "cookie",
        fetch: options.fetch ?? globalThis.fetch,
      }),
      false: [
        abortLink,
        idempotencyLink,
        repeatLink(repeats === "off" ? { ...DEFAULT_REPEATS, tries: 1 } : { ...DEFAULT_REPEATS, ...repeats }),
        refreshLink(session),
        timeoutLink(timeoutMs),
        splitLink({
          condition: ({ type, path, input }) => type === "query" && fitsABatch(url, path, input),
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

/** @throws CallFault for an input that is no JSON and no dates */
function serialize(value: unknown): WireMessage {
  try {
    return writeWireFormat(value);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : "The input cannot be sent.";
    throw new CallFault("not-sent", message, { cause });
  }
}

/** What a batch of one call adds to its input: `?batch=1&input=` and the braces around it, encoded. */
const BATCH_OVERHEAD = 50;

/** Whether a query may share a request. tRPC's batch link refuses one that alone is too long. */
function fitsABatch(url: string, path: string, input: unknown): boolean {
  try {
    const own = input === undefined ? "" : encodeURIComponent(JSON.stringify(writeWireFormat(input)));
    return url.length + path.length + own.length + BATCH_OVERHEAD <= MAX_URL_LENGTH;
  } catch {
    // Whoever sends it says why that cannot be done.
    return false;
  }
}

function sessionOf(options: Credentials, kept: KeptCredentials, plain: TRPCLink<AppRouter>): Session {
  const { refreshTimeoutMs = REFRESH_TIMEOUT_MS, onTokensNotStored = printNotStored } = options;
  const direct = createTRPCClient<AppRouter>({
    links: [abortLink, repeatLink(REFRESH_REPEATS, () => true), timeoutLink(refreshTimeoutMs), plain],
  });
  return createSession({
    kept,
    limitMs: refreshTimeoutMs,
    onNotStored: onTokensNotStored,
    async refresh(refreshToken, signal) {
      const answer = await direct.user.refresh.mutate({ refreshToken }, { signal });
      if (answer.transport !== "bearer") return undefined;
      return { sessionToken: answer.sessionToken, refreshToken: answer.refreshToken };
    },
  });
}

function printNotStored(error: unknown): void {
  console.error("Foyer's new tokens could not be stored, and last until this program ends.", error);
}
