import type { DeviceInfo } from "@foyer/contract/user";
import type { Actor } from "@foyer/domain/actor";
import type { AppContext } from "@foyer/domain/context";
import type { CacheEntry } from "@foyer/domain/machinery/single-flight-cache";
import type { Credentials } from "@foyer/domain/sessions/credentials";
import type { SessionHolder } from "@foyer/domain/sessions/open-session";

/**
 * Who is asking: nobody, somebody whose credential is no longer good (or never was), or a user. The middle one
 * may do what nobody may, and learns from a refusal that refreshing may help.
 */
export type Caller =
  | { readonly kind: "anonymous" }
  | { readonly kind: "expired" }
  | ({ readonly kind: "user" } & SessionHolder);

/** How credentials reach a browser, come back from it and leave it. Jobs and tests have none. */
export interface CookieJar {
  readonly refreshToken: string | undefined;
  /** What the device is recognized by at its next sign-in; stays when a session ends. */
  readonly deviceToken: string | undefined;
  set(credentials: Credentials): void;
  setDeviceToken(token: string): void;
  /** Takes the session's credentials away. */
  clear(): void;
}

/** What every procedure is given, with or without a request behind it. */
export interface Context {
  readonly app: AppContext;
  readonly caller: Caller;
  /** The session credential that was sent, whatever it is worth. */
  readonly sessionToken: string | undefined;
  readonly device: DeviceInfo;
  readonly cookies: CookieJar;
  /** Takes on work that the answer does not wait for. */
  readonly background: (work: Promise<void>) => void;
  /** Told what the answer of a call that is the same for all was made from, and so how long it is good. */
  readonly onMadeFrom?: (kept: CacheEntry<unknown>) => void;
}

const UNKNOWN_DEVICE: DeviceInfo = { userAgent: null, ip: null, deviceId: null };
const NO_COOKIES: CookieJar = {
  refreshToken: undefined,
  deviceToken: undefined,
  set() {},
  setDeviceToken() {},
  clear() {},
};

/** The inner context: for tests and jobs, which have no request. The host builds the outer one from a request. */
export function createInnerContext(app: AppContext, caller: Caller = { kind: "anonymous" }): Context {
  const sessionToken = caller.kind === "user" ? caller.sessionToken : undefined;
  return {
    app,
    caller,
    sessionToken,
    device: UNKNOWN_DEVICE,
    cookies: NO_COOKIES,
    background: () => {},
  };
}

/** The answer itself; the host learns what it can keep it by. */
export async function answerFrom<Answer>(
  ctx: Context,
  reading: Promise<CacheEntry<Answer>>,
): Promise<Answer> {
  const kept = await reading;
  ctx.onMadeFrom?.(kept);
  return kept.answer;
}

/** The caller as the domain knows them. */
export function toActor({ id, role }: Actor): Actor {
  return { id, role };
}
