import type { DeviceInfo } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import { type BatchLoad, type BatchPolicy, createMicroBatch } from "./micro-batch.js";

/** The part of a session that Lucia is given back. */
export const sessionColumns = {
  id: true,
  userId: true,
  sessionExpiresAt: true,
  expiresAt: true,
  lastUsedAt: true,
  isRevoked: true,
  deviceInfo: true,
} as const;

const withUser = {
  ...sessionColumns,
  sessionId: true,
  user: { select: { id: true, role: true, isActive: true } },
} as const;

export interface SessionRow {
  readonly id: string;
  readonly userId: string;
  readonly sessionExpiresAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date;
  readonly deviceInfo: DeviceInfo;
}

/** A session with whose it is. */
export interface FoundSession extends SessionRow {
  readonly isRevoked: boolean;
  readonly user: { readonly id: string; readonly role: "user" | "admin"; readonly isActive: boolean };
}

/** Looks a session up by the hash of its credential. It may be over in any way: the caller judges. */
export type FindSession = (hash: string) => Promise<FoundSession | undefined>;

/** Looks each session up by itself: within a transaction, whose queries must not mix with others'. */
export function findSessionsAlone({ session }: Pick<Transaction, "session">): FindSession {
  return async (hash) =>
    (await session.findUnique({ where: { sessionId: hash }, select: withUser })) ?? undefined;
}

/** The look-ups of requests that come in while one is under way. */
export interface SharedSessionLookup {
  readonly find: FindSession;
  load(): BatchLoad;
}

/**
 * Every request looks its session up, and under load that alone was most of its work. So those that come in while a
 * look-up is under way share the next one. Nothing is kept from one to the next, so that what was revoked or
 * disabled is refused from the next request on.
 */
export function findSessionsTogether(
  { session }: Pick<Transaction, "session">,
  policy?: BatchPolicy,
): SharedSessionLookup {
  const batch = createMicroBatch(
    async (hashes: ReadonlyMap<string, null>): Promise<ReadonlyMap<string, FoundSession>> => {
      const rows = await session.findMany({
        where: { sessionId: { in: [...hashes.keys()] } },
        select: withUser,
      });
      return new Map(rows.map((row) => [row.sessionId, row]));
    },
    (found, hash) => found.get(hash),
    policy,
  );
  return { find: (hash) => batch.ask(hash, null), load: () => batch.load() };
}
