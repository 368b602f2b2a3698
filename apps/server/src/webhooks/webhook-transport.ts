import { type LookupAddress, lookup as lookUp } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import type {
  WebhookOutcome,
  WebhookRequest,
  WebhookTransport,
} from "@foyer/domain/webhooks/webhook-transport";
import { Agent, buildConnector, request as send } from "undici";
import { isPublicAddress } from "./public-address.js";
import type { WebhookPolicy } from "./webhook-policy.js";

/** Limits of a request, in milliseconds. The whole is shorter than a delivery's claim. */
const CONNECT_MS = 5_000;
const ANSWER_MS = 10_000;
const WHOLE_MS = 15_000;
/** How much of an answer is read, in bytes, before the connection is closed: it is thrown away. */
const MAX_ANSWER = 16_384;
const MAX_HEADERS = 16_384;

/** The lowest port that may be called besides those of the web: below are mail, remote shells and the like. */
const FIRST_FREE_PORT = 1_024;
const WEB_PORTS = new Set([80, 443]);

/** Whether a resolved address may be connected to. */
type AddressRule = (address: string) => boolean;

/** The parts of the transport that tests replace. */
export interface TransportParts {
  readonly mayConnect?: AddressRule;
  /** Resolves names, as `dns.lookup` does. */
  readonly lookup?: typeof lookUp;
  /** In milliseconds. */
  readonly wholeMs?: number;
}

/** A transport with its connections. */
export interface ServerWebhookTransport extends WebhookTransport {
  /** Closes all connections. */
  close(): Promise<void>;
}

/** A name resolves to addresses that may not be called, or an address may not be. */
class AddressRefusedError extends Error {
  constructor() {
    super("The address leads to a network that is not public.");
    this.name = "AddressRefusedError";
  }
}

/**
 * Sends webhooks. What a name resolves to is checked where the connection is made, and that very address is connected to,
 * so that no name can be checked as one address and called as another. Redirects are answers, and are not followed.
 */
export function createWebhookTransport(
  { requiresHttps, allowsPrivate }: WebhookPolicy,
  {
    mayConnect = allowsPrivate ? () => true : isPublicAddress,
    lookup = lookUp,
    wholeMs = WHOLE_MS,
  }: TransportParts = {},
): ServerWebhookTransport {
  const agent = new Agent({
    connect: guarded(mayConnect, lookup),
    pipelining: 1,
    headersTimeout: ANSWER_MS,
    bodyTimeout: ANSWER_MS,
    maxHeaderSize: MAX_HEADERS,
    allowH2: false,
  });

  function refuses(text: string): string | undefined {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isHttps = url?.protocol === "https:";
    if (url === undefined || (!isHttps && (requiresHttps || url.protocol !== "http:"))) {
      return "Give an address that begins with https://.";
    }
    if (url.username !== "" || url.password !== "") return "Leave out user name and password.";
    const port = Number(url.port || (isHttps ? 443 : 80));
    if (!WEB_PORTS.has(port) && port < FIRST_FREE_PORT) return `The port ${port} is not one of the web.`;
    const literal = literalIn(url.hostname);
    if (literal !== undefined && !mayConnect(literal)) return "This address is not one of the open internet.";
    return undefined;
  }

  async function post({ url, headers, body }: WebhookRequest, signal: AbortSignal): Promise<WebhookOutcome> {
    // What was allowed when it was stored may not be since.
    const refused = refuses(url);
    if (refused !== undefined) return { kind: "failed", problem: refused };
    const limit = AbortSignal.any([signal, AbortSignal.timeout(wholeMs)]);
    try {
      const answer = await send(url, { method: "POST", headers, body, dispatcher: agent, signal: limit });
      await answer.body.dump({ limit: MAX_ANSWER, signal: limit }).catch(() => {});
      return { kind: "answered", status: answer.statusCode };
    } catch (error) {
      return signal.aborted ? { kind: "aborted" } : { kind: "failed", problem: problemIn(error) };
    }
  }

  return { refuses, send: post, close: () => agent.destroy() };
}

/** A connector that resolves by `lookup`, and connects only to addresses that the rule allows. */
function guarded(mayConnect: AddressRule, lookup: typeof lookUp): buildConnector.connector {
  const lookUpAllowed: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error !== null) return callback(error, "", 0);
      // One that is not public is enough to refuse: such a name means no good.
      const [first] = found;
      if (first === undefined || !found.every(({ address }) => mayConnect(address))) {
        return callback(new AddressRefusedError(), "", 0);
      }
      if (options.all === true) return callback(null, found);
      return callback(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ lookup: lookUpAllowed, timeout: CONNECT_MS, allowH2: false });
  return (options, callback) => {
    // Nothing is looked up for an address.
    const literal = literalIn(options.hostname);
    if (literal !== undefined && !mayConnect(literal)) return callback(new AddressRefusedError(), null);
    connect(options, (error, socket) => {
      if (error !== null) return callback(error, null);
      // Whatever was looked up: nothing is written to another address.
      if (socket.remoteAddress === undefined || !mayConnect(socket.remoteAddress)) {
        socket.destroy();
        return callback(new AddressRefusedError(), null);
      }
      callback(null, socket);
    });
  };
}

/** The IP address that a host of a URL is, if it is one, or a name that is this machine everywhere (RFC 6761). */
function literalIn(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(bare) !== 0) return bare;
  return /^(?:.*\.)?localhost\.?$/i.test(bare) ? "127.0.0.1" : undefined;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOTFOUND: "The name of the address could not be found.",
  EAI_AGAIN: "The name of the address could not be found.",
  ECONNREFUSED: "The receiver refused the connection.",
  ECONNRESET: "The receiver closed the connection.",
  UND_ERR_SOCKET: "The receiver closed the connection.",
  UND_ERR_CONNECT_TIMEOUT: "The receiver could not be connected to in time.",
  UND_ERR_HEADERS_TIMEOUT: "The receiver did not answer in time.",
  UND_ERR_BODY_TIMEOUT: "The receiver did not answer in time.",
  UND_ERR_HEADERS_OVERFLOW: "The receiver answered with too much.",
};

/** Why there was no answer. Other people's errors name addresses and internals, so they are not shown. */
function problemIn(error: unknown): string {
  if (error instanceof AddressRefusedError) return error.message;
  if (error instanceof Error && error.name === "TimeoutError") return "The receiver did not answer in time.";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_/.test(code)) return "The receiver's certificate is not valid.";
  return PROBLEMS[code] ?? "The receiver could not be reached.";
}
