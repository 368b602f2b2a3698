import type { BookingId } from "@foyer/contract/ids";
import type { DeviceInfo } from "@foyer/contract/user";
import type { KeyAllowance } from "@foyer/domain/api-keys/key-budget";
import type { KeyHolder, KeyProblem } from "@foyer/domain/api-keys/key-holder";
import type { AppContext } from "@foyer/domain/context";
import type { BookingAccess } from "@foyer/domain/guests/booking-access";
import type { CacheEntry } from "@foyer/domain/machinery/single-flight-cache";
import type { Credentials } from "@foyer/domain/sessions/credentials";
import type { SessionHolder } from "@foyer/domain/sessions/lucia";

/** The holder of a token that opens one booking. It has no `id`: it is nobody's account. */
export interface GuestCaller extends BookingAccess {
  readonly kind: "guest";
}

/**
 * The caller: anonymous, with an invalid or expired credential, a user with a session, a user's API key, or a guest with the
 * token of a booking. An expired caller may do what an anonymous one may, and gets an error that tells the client to
 * refresh. A key or token that is of no use is refused everywhere, since its program cannot know otherwise.
 */
export type Caller =
  | { readonly kind: "anonymous" }
  | { readonly kind: "expired" }
  | ({ readonly kind: "user" } & SessionHolder)
  | ({ readonly kind: "key" } & KeyHolder)
  | { readonly kind: "badKey"; readonly problem: KeyProblem }
  | GuestCaller
  | { readonly kind: "badGuest" };

/** Sets, reads and clears the cookies of credentials. Without a request it does nothing. */
export interface CookieJar {
  readonly refreshToken: string | undefined;
  /** The device token for the next sign-in; kept when a session ends. */
  readonly deviceToken: string | undefined;
  /** The token with which this device opens a booking that was made on it without signing in. */
  bookingToken(booking: BookingId): string | undefined;
  setBookingToken(booking: BookingId, token: string, expiresAt: Date): void;
  set(credentials: Credentials): void;
  setDeviceToken(token: string): void;
  /** Clears the session's credentials. */
  clear(): void;
}

/** The context of every procedure, with or without a request. */
export interface Context {
  readonly app: AppContext;
  readonly caller: Caller;
  /** Looks the caller up again, for answers that take long. */
  readonly recheckCaller: () => Promise<Caller>;
  /** The session token as sent, valid or not. */
  readonly sessionToken: string | undefined;
  readonly device: DeviceInfo;
  readonly cookies: CookieJar;
  /** Registers work that continues after the answer. */
  readonly background: (work: Promise<void>) => void;
  /** Called with the cache entry that a public answer was made from, whose validity it shares. */
  readonly onMadeFrom?: (kept: CacheEntry<unknown>) => void;
  /** Called with what an API key has left, for each of its calls. */
  readonly onKeyCall?: (allowance: KeyAllowance) => void;
}

const UNKNOWN_DEVICE: DeviceInfo = { userAgent: null, ip: null, deviceId: null };
const NO_COOKIES: CookieJar = {
  refreshToken: undefined,
  deviceToken: undefined,
  bookingToken: () => undefined,
  setBookingToken() {},
  set() {},
  setDeviceToken() {},
  clear() {},
};

/** The inner context, without a request, for tests and jobs. The host builds the outer one. */
export function createInnerContext(app: AppContext, caller: Caller = { kind: "anonymous" }): Context {
  const sessionToken = caller.kind === "user" ? caller.sessionToken : undefined;
  return {
    app,
    caller,
    recheckCaller: async () => caller,
    sessionToken,
    device: UNKNOWN_DEVICE,
    cookies: NO_COOKIES,
    background: () => {},
  };
}

/** Returns the entry's answer, and reports the entry to the host. */
export async function answerFrom<Answer>(
  ctx: Context,
  reading: Promise<CacheEntry<Answer>>,
): Promise<Answer> {
  const kept = await reading;
  ctx.onMadeFrom?.(kept);
  return kept.answer;
}
