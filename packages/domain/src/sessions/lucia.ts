import type { Transaction } from "@foyer/db/database";
import { Lucia, TimeSpan } from "lucia";
import type { Clock } from "../clock.js";
import type { FindSession } from "./find-session.js";
import { CREDENTIAL_LIFE_MS } from "./lifetimes.js";
import { createSessionAdapter, type SessionAttributes, type UserAttributes } from "./session-adapter.js";

/** What a session tells us beside its user. */
interface SessionFacts {
  /** The id of its document; not a credential. */
  readonly document: string;
  readonly lastUsedAt: Date;
  /** When the session itself ends. */
  readonly endsAt: Date;
}

/** What Lucia never shows: it asks for a session's facts only once it has been kept. */
const NEVER = new Date(0);

/** Lucia with our attributes. */
export type Sessions = Lucia<SessionFacts, UserAttributes>;

/**
 * Lucia over our own storage.
 *
 * @param find how a session is looked up by its credential
 * @param secureCookies false only where the app is served over plain HTTP on this machine
 */
export function createSessions(
  client: Pick<Transaction, "session">,
  find: FindSession,
  clock: Clock,
  secureCookies: boolean,
): Sessions {
  return new Lucia(createSessionAdapter(client, clock, find), {
    sessionExpiresIn: new TimeSpan(CREDENTIAL_LIFE_MS, "ms"),
    sessionCookie: {
      name: secureCookies ? "__Host-foyer_session" : "foyer_session",
      attributes: { secure: secureCookies, sameSite: "lax", path: "/" },
    },
    getSessionAttributes: ({ document = "", lastUsedAt = NEVER, endsAt = NEVER }) => ({
      document,
      lastUsedAt,
      endsAt,
    }),
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
