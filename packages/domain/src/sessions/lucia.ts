import type { Database } from "@foyer/db/database";
import { Lucia, TimeSpan } from "lucia";
import type { Clock } from "../foyer.js";
import { CREDENTIAL_LIFE_MS } from "./lifetimes.js";
import { createSessionAdapter, type SessionAttributes, type UserAttributes } from "./session-adapter.js";

/** What a session tells us beside its user. */
interface SessionFacts {
  /** The id of its document; not a credential. */
  readonly document: string;
}

/** Lucia with our attributes. */
export type Sessions = Lucia<SessionFacts, UserAttributes>;

/**
 * Lucia over our own storage.
 *
 * @param secureCookies false only where the app is served over plain HTTP on this machine
 */
export function createSessions(db: Database, clock: Clock, secureCookies: boolean): Sessions {
  return new Lucia(createSessionAdapter(db, clock), {
    sessionExpiresIn: new TimeSpan(CREDENTIAL_LIFE_MS, "ms"),
    sessionCookie: {
      name: secureCookies ? "__Host-foyer_session" : "foyer_session",
      attributes: { secure: secureCookies, sameSite: "lax", path: "/" },
    },
    getSessionAttributes: ({ document = "" }) => ({ document }),
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
