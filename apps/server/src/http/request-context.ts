import { isIP } from "node:net";
import type { ApiKeyId } from "@foyer/contract/ids";
import { DAY_MS } from "@foyer/contract/time";
import type { DeviceInfo } from "@foyer/contract/user";
import { looksLikeApiKey } from "@foyer/domain/api-keys/key-format";
import { checkApiKey } from "@foyer/domain/api-keys/key-holder";
import { noteKeyUse } from "@foyer/domain/api-keys/key-uses";
import type { AppContext } from "@foyer/domain/context";
import { looksLikeBookingToken } from "@foyer/domain/guests/booking-token";
import { REFRESH_LIFE_MS } from "@foyer/domain/sessions/credentials";
import { findSessionHolder } from "@foyer/domain/sessions/lucia";
import { checkBookingToken } from "@foyer/router/admit-guest";
import type { Caller, Context, CookieJar } from "@foyer/router/context";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Cookie } from "lucia";
import { sendAllowance } from "./key-headers.js";

const MAX_USER_AGENT = 512;

/** The longest lifetime of a cookie that browsers allow. */
const LONGEST_COOKIE_LIFE_S = (400 * DAY_MS) / 1_000;

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
  const bearer = readBearerToken(request);
  const { ip } = request;
  // A proxy may forward something that is not an address.
  const address = isIP(ip) === 0 ? (request.socket.remoteAddress ?? null) : ip;
  const device: DeviceInfo = { userAgent, ip: address, deviceId: null };
  const cookie = readCookie(request, context.sessions.sessionCookieName);
  const background = (work: Promise<void>) => {
    work.catch((error: unknown) => request.log.error({ err: error }, "background work failed"));
  };
  const isByGuest = bearer !== undefined && looksLikeBookingToken(bearer);
  const isByKey = bearer !== undefined && !isByGuest && looksLikeApiKey(bearer);
  const recheckCaller = (): Promise<Caller> => {
    if (isByGuest) return checkBookingToken(context, bearer);
    if (isByKey) return checkApiKey(context, bearer, device);
    return findCaller(context, request, { bearer, cookie });
  };
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
    sessionToken: isByKey || isByGuest ? undefined : (bearer ?? cookie),
    device,
    cookies: cookieJar(context, request, reply),
    onMadeFrom,
    onKeyCall: (allowance) => sendAllowance(reply, allowance),
    background,
  };
}

/** Whether a request comes with an API key, good or not. */
export function comesWithKey(request: FastifyRequest): boolean {
  const bearer = readBearerToken(request);
  return bearer !== undefined && !looksLikeBookingToken(bearer) && looksLikeApiKey(bearer);
}

/**
 * The token of `Authorization: Bearer …`, whose scheme may be written in any case and with any number of spaces (RFC
 * 9110): a program that is not understood would be answered as if it were nobody.
 */
function readBearerToken({ headers }: FastifyRequest): string | undefined {
  return /^bearer +(\S+) *$/i.exec(headers.authorization ?? "")?.[1];
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
    bookingToken: (booking) =>
      hadCookies ? readCookie(request, siblingCookieName(context, `booking_${booking}`)) : undefined,
    setBookingToken(booking, token, expiresAt) {
      const lifeS = Math.max(0, Math.floor((expiresAt.getTime() - context.clock.now().getTime()) / 1_000));
      const maxAge = Math.min(lifeS, LONGEST_COOKIE_LIFE_S);
      for (const old of oldBookings(context, request)) setCookie(reply, siblingCookie(context, old, "", 0));
      setCookie(reply, siblingCookie(context, `booking_${booking}`, token, maxAge));
    },
    set({ sessionToken, refreshToken }) {
      setCookie(reply, sessions.createSessionCookie(sessionToken));
      setCookie(reply, siblingCookie(context, "refresh", refreshToken, REFRESH_LIFE_MS / 1_000));
    },
    setDeviceToken(token) {
      setCookie(reply, siblingCookie(context, "device", token, LONGEST_COOKIE_LIFE_S));
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

/** Booking tokens that a browser keeps: each is sent with every request, whose header has a limit. */
const MAX_BOOKING_COOKIES = 30;

/** The cookies of booking tokens that have to go for another one: the first, which browsers send in the order of their age. */
function oldBookings(context: AppContext, request: FastifyRequest): Sibling[] {
  const prefix = siblingCookieName(context, "booking_");
  const names = (request.headers.cookie ?? "").split(/;\s*/).flatMap((pair) => {
    const [name = ""] = pair.split("=", 1);
    const id = name.startsWith(prefix) ? name.slice(prefix.length) : "";
    return /^[0-9a-f]{24}$/.test(id) ? [`booking_${id}` as const] : [];
  });
  return names.slice(0, Math.max(0, names.length - MAX_BOOKING_COOKIES + 1));
}

type Sibling = "refresh" | "device" | `booking_${string}`;

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
