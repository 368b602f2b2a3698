import type { DeviceInfo } from "@foyer/contract/user";
import type { Actor } from "@foyer/domain/actor";
import type { Foyer } from "@foyer/domain/foyer";
import type { Credentials, SessionHolder } from "@foyer/domain/sessions/open-session";

/** Who is asking. */
export type Caller = { readonly kind: "anonymous" } | ({ readonly kind: "user" } & SessionHolder);

/** How the credentials of a session reach a browser and leave it. Jobs and tests may pass one that does nothing. */
export interface CookieJar {
  set(credentials: Pick<Credentials, "sessionToken">): void;
  clear(): void;
}

/** What every procedure is given, with or without a request behind it. */
export interface Context {
  readonly foyer: Foyer;
  readonly caller: Caller;
  readonly device: DeviceInfo;
  readonly cookies: CookieJar;
}

const UNKNOWN_DEVICE: DeviceInfo = { userAgent: null, ip: null, deviceId: null };
const NO_COOKIES: CookieJar = { set() {}, clear() {} };

/** The inner context: for tests and jobs, which have no request. The host builds the outer one from a request. */
export function createInnerContext(foyer: Foyer, caller: Caller = { kind: "anonymous" }): Context {
  return { foyer, caller, device: UNKNOWN_DEVICE, cookies: NO_COOKIES };
}

/** The caller as the domain knows them. */
export function toActor({ id, role }: Actor): Actor {
  return { id, role };
}
