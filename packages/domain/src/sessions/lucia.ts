import type { Database } from "@foyer/db/database";
import { Lucia, TimeSpan } from "lucia";
import type { Clock } from "../foyer.js";
import { createSessionAdapter, type SessionAttributes, type UserAttributes } from "./session-adapter.js";

/** How long a signed-in device is remembered without being used. */
const SESSION_LIFE = new TimeSpan(30, "d");

/** Lucia with our attributes. */
export type Sessions = Lucia<Record<never, never>, UserAttributes>;

/**
 * Lucia over our own storage.
 *
 * @param secureCookies false only where the app is served over plain HTTP on this machine
 */
export function createSessions(db: Database, clock: Clock, secureCookies: boolean): Sessions {
  return new Lucia(createSessionAdapter(db, clock), {
    sessionExpiresIn: SESSION_LIFE,
    sessionCookie: {
      name: secureCookies ? "__Host-foyer_session" : "foyer_session",
      attributes: { secure: secureCookies, sameSite: "lax", path: "/" },
    },
    getSessionAttributes: () => ({}),
    getUserAttributes: ({ role }) => ({ role }),
  });
}

declare module "lucia" {
  interface Register {
    Lucia: Sessions;
    DatabaseSessionAttributes: SessionAttributes;
    DatabaseUserAttributes: UserAttributes;
  }
}
