import { isIP } from "node:net";
import type { ApiKeyId } from "@foyer/contract/ids";
import { DAY_MS } from "@foyer/contract/time";
import type { DeviceInfo } from "@foyer/contract/user";
import { looksLikeApiKey } from "@foyer/domain/api-keys/key-format";
import { checkApiKey } from "@foyer/domain/api-keys/key-holder";
import { noteKeyUse } from "@foyer/domain/api-keys/key-uses";
import type { AppContext } from "@foyer/domain/context";
import { REFRESH_LIFE_MS } from "@foyer/domain/sessions/credentials";
import { findSessionHolder } from "@foyer/domain/sessions/lucia";
import type { Caller, Context, CookieJar } from "@foyer/router/context";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Cookie } from "lucia";
import { sendAllowance } from "./key-headers.js";

const MAX_USER_AGENT = 512;

/** The longest lifetime of a cookie that browsers allow. */
const DEVICE_COOKIE_LIFE_S = (400 * DAY_MS) / 1_000;

/**
 * Builds the outer context: the caller and device of a request.
 *
 * @param onMadeFrom called with the cache entry that a public answer was made from
 */
export async function createRequestContext(
  context: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
  onMadeFrom: NonNullable<Context["onMadeFrom"]> = () => {},
): Promise<Context> {
  const userAgent = request.headers["user-agent"]?.slice(0, MAX_USER_AGENT) ?? null;
  const bearer = context.sessions.readBearerToken(request.headers.authorization ?? "") ?? undefined;
  const { ip } = request;
  // A proxy may forward something that is not an address.
  const address = isIP(ip) === 0 ? (request.socket.remoteAddress ?? null) : ip;
  const device: DeviceInfo = { userAgent, ip: address, deviceId: null };
  const cookie = readCookie(request, context.sessions.sessionCookieName);
  const background = (work: Promise<void>) => {
    work.catch((error: unknown) => request.log.error({ err: error }, "background work failed"));
  };
  const isByKey = bearer !== undefined && looksLikeApiKey(bearer);
  const recheckCaller = isByKey
    ? () => checkApiKey(context, bearer, device)
    : () => findCaller(context, request, { bearer, cookie });
  const caller = await recheckCaller();
  if (caller.kind === "key") {
    logUnderKey(request, reply, caller.key);
    background(noteKeyUse(context, caller, context.clock.now()));
  }
  // The session was extended, so the browser's cookie has to be extended too.
  if (caller.kind === "user" && caller.isFresh && bearer === undefined)
    setCookie(reply, context.sessions.createSessionCookie(caller.sessionToken));
  return {
    app: context,
    caller,
    recheckCaller,
    sessionToken: isByKey ? undefined : (bearer ?? cookie),
    device,
    cookies: cookieJar(context, request, reply),
    onMadeFrom,
    onKeyCall: (allowance) => sendAllowance(reply, allowance),
    background,
  };
}

/** Whether a request comes with an API key, good or not. */
export function comesWithKey({ sessions }: Pick<AppContext, "sessions">, request: FastifyRequest): boolean {
  const bearer = sessions.readBearerToken(request.headers.authorization ?? "");
  return bearer !== null && looksLikeApiKey(bearer);
}

/** Logs a request under its API key. The line of a finished request is written through the reply's own reference. */
function logUnderKey(request: FastifyRequest, reply: FastifyReply, key: ApiKeyId): void {
  request.log = request.log.child({ apiKey: key });
  reply.log = request.log;
}

async function findCaller(
  context: AppContext,
  request: FastifyRequest,
  { bearer, cookie }: { readonly bearer: string | undefined; readonly cookie: string | undefined },
): Promise<Caller> {
  const token = bearer ?? cookie;
  if (token !== undefined) {
    const holder = await findSessionHolder(context, token);
    if (holder === null) return { kind: "expired" };
    return { kind: "user", ...holder };
  }
  // Browsers drop an expired session cookie and still have the refresh token.
  return readRefreshToken(context, request) === undefined ? { kind: "anonymous" } : { kind: "expired" };
}

function cookieJar(context: AppContext, request: FastifyRequest, reply: FastifyReply): CookieJar {
  const { sessions } = context;
  const hadCookies = request.headers.cookie !== undefined;
  return {
    refreshToken: readRefreshToken(context, request),
    deviceToken: hadCookies ? readCookie(request, siblingCookieName(context, "device")) : undefined,
    set({ sessionToken, refreshToken }) {
      setCookie(reply, sessions.createSessionCookie(sessionToken));
      setCookie(reply, siblingCookie(context, "refresh", refreshToken, REFRESH_LIFE_MS / 1_000));
    },
    setDeviceToken(token) {
      setCookie(reply, siblingCookie(context, "device", token, DEVICE_COOKIE_LIFE_S));
    },
    clear() {
      // Programs have no cookies to clear.
      if (!hadCookies) return;
      setCookie(reply, sessions.createBlankSessionCookie());
      setCookie(reply, siblingCookie(context, "refresh", "", 0));
    },
  };
}

function setCookie(reply: FastifyReply, cookie: Cookie): void {
  // Fastify keeps earlier cookies when the header is set again.
  reply.header("set-cookie", cookie.serialize());
}

type Sibling = "refresh" | "device";

/**
 * The names of the other cookies, derived from the session cookie's, so that all have the same `__Host-` prefix
 * or none.
 */
function siblingCookieName({ sessions }: AppContext, sibling: Sibling): string {
  return sessions.sessionCookieName.replace(/session$/, sibling);
}

/** @param maxAge in seconds */
function siblingCookie(context: AppContext, sibling: Sibling, value: string, maxAge: number): Cookie {
  const { attributes } = context.sessions.createBlankSessionCookie();
  return new Cookie(siblingCookieName(context, sibling), value, { ...attributes, maxAge });
}

function readRefreshToken(context: AppContext, request: FastifyRequest): string | undefined {
  // Most requests have no cookies; this avoids building the name.
  if (request.headers.cookie === undefined) return undefined;
  return readCookie(request, siblingCookieName(context, "refresh"));
}

/**
 * Reads one of our cookies. The header also has the cookies of other programs on this host, in any encoding, so
 * only ours is extracted; being a token, it needs no decoding.
 */
function readCookie(request: FastifyRequest, name: string): string | undefined {
  const { cookie } = request.headers;
  if (cookie === undefined) return undefined;
  const prefix = `${name}=`;
  const pairs = cookie.split(/;\s*/);
  const value = pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length);
  return value !== undefined && /^[\w-]+$/.test(value) ? value : undefined;
}
