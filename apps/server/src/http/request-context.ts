import type { Foyer } from "@foyer/domain/foyer";
import { findSessionHolder } from "@foyer/domain/sessions/open-session";
import type { Caller, Context, CookieJar } from "@foyer/router/context";
import type { FastifyReply, FastifyRequest } from "fastify";

const MAX_USER_AGENT = 512;

/** The outer context: reads from a request who is asking and from where. */
export async function createRequestContext(
  foyer: Foyer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Context> {
  const cookies = cookieJar(foyer, reply);
  const userAgent = request.headers["user-agent"]?.slice(0, MAX_USER_AGENT) ?? null;
  return {
    foyer,
    caller: await findCaller(foyer, request, cookies),
    device: { userAgent, ip: request.ip, deviceId: null },
    cookies,
  };
}

async function findCaller(foyer: Foyer, request: FastifyRequest, cookies: CookieJar): Promise<Caller> {
  const { sessions } = foyer;
  const bearer = sessions.readBearerToken(request.headers.authorization ?? "");
  if (bearer !== null) {
    const holder = await findSessionHolder(foyer, bearer);
    return holder === null ? { kind: "anonymous" } : { kind: "user", ...holder };
  }
  const cookie = sessions.readSessionCookie(request.headers.cookie ?? "");
  if (cookie === null) return { kind: "anonymous" };
  const holder = await findSessionHolder(foyer, cookie);
  if (holder === null) {
    cookies.clear();
    return { kind: "anonymous" };
  }
  // The session was prolonged: the browser's copy has to live as long.
  if (holder.isFresh) cookies.set(holder);
  return { kind: "user", ...holder };
}

function cookieJar({ sessions }: Foyer, reply: FastifyReply): CookieJar {
  return {
    set({ sessionToken }) {
      reply.header("set-cookie", sessions.createSessionCookie(sessionToken).serialize());
    },
    clear() {
      reply.header("set-cookie", sessions.createBlankSessionCookie().serialize());
    },
  };
}
