import { isIP } from "node:net";
import { DAY_MS } from "@foyer/contract/time";
import type { AppContext } from "@foyer/domain/context";
import { REFRESH_LIFE_MS } from "@foyer/domain/sessions/credentials";
import { findSessionHolder } from "@foyer/domain/sessions/open-session";
import type { Caller, Context, CookieJar } from "@foyer/router/context";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Cookie } from "lucia";
import { noteSource } from "./public-reads.js";

const MAX_USER_AGENT = 512;

/** The longest that browsers keep a cookie. */
const DEVICE_COOKIE_LIFE_S = (400 * DAY_MS) / 1_000;

/** The outer context: reads from a request who is asking and from where. */
export async function createRequestContext(
  context: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Context> {
  const userAgent = request.headers["user-agent"]?.slice(0, MAX_USER_AGENT) ?? null;
  const bearer = context.sessions.readBearerToken(request.headers.authorization ?? "") ?? undefined;
  const { ip } = request;
  const cookie = readCookie(request, context.sessions.sessionCookieName);
  return {
    app: context,
    caller: await findCaller(context, request, reply, { bearer, cookie }),
    sessionToken: bearer ?? cookie,
    // A proxy may pass on what is no address at all.
    device: {
      userAgent,
      ip: isIP(ip) === 0 ? (request.socket.remoteAddress ?? null) : ip,
      deviceId: null,
    },
    cookies: cookieJar(context, request, reply),
    onMadeFrom: (source) => noteSource(request, source),
    background(work) {
      work.catch((error: unknown) => request.log.error({ err: error }, "background work failed"));
    },
  };
}

async function findCaller(
  context: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { bearer, cookie }: { readonly bearer: string | undefined; readonly cookie: string | undefined },
): Promise<Caller> {
  const { sessions } = context;
  const token = bearer ?? cookie;
  if (token !== undefined) {
    const holder = await findSessionHolder(context, token);
    if (holder === null) return { kind: "expired" };
    // The credential was prolonged: the browser's copy has to live as long.
    if (holder.isFresh && bearer === undefined) setCookie(reply, sessions.createSessionCookie(token));
    return { kind: "user", ...holder };
  }
  // A browser drops the session cookie when its time is over, and still has the refresh token.
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
      // A program that signs out has no cookies to lose.
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

/** The session cookie's siblings, with the same protection: named alike, so that all have its prefix or none. */
function siblingCookieName({ sessions }: AppContext, sibling: Sibling): string {
  return sessions.sessionCookieName.replace(/session$/, sibling);
}

/** @param maxAge in seconds */
function siblingCookie(context: AppContext, sibling: Sibling, value: string, maxAge: number): Cookie {
  const { attributes } = context.sessions.createBlankSessionCookie();
  return new Cookie(siblingCookieName(context, sibling), value, { ...attributes, maxAge });
}

function readRefreshToken(context: AppContext, request: FastifyRequest): string | undefined {
  // Most requests have none, and the name has to be made first.
  if (request.headers.cookie === undefined) return undefined;
  return readCookie(request, siblingCookieName(context, "refresh"));
}

/**
 * One of our cookies. The header also holds those of every other program on this host, in whatever encoding
 * they like, so nothing but ours is decoded; and ours, being tokens, need no decoding.
 */
function readCookie(request: FastifyRequest, name: string): string | undefined {
  const { cookie } = request.headers;
  if (cookie === undefined) return undefined;
  const prefix = `${name}=`;
  const pairs = cookie.split(/;\s*/);
  const value = pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length);
  return value !== undefined && /^[\w-]+$/.test(value) ? value : undefined;
}
