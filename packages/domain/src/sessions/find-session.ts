import type { Transaction } from "@foyer/db/database";
import type { Clock } from "../clock.js";
import {
  type AskedFor,
  type BatchLoad,
  type BatchPolicy,
  createMicroBatch,
  DEFAULT_BATCHES,
} from "../machinery/micro-batch.js";
import { rememberSessions } from "./known-sessions.js";
import type { FoundSession, SessionReader } from "./read-sessions.js";

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
 * look-up is under way share the next one. Whatever it answers was asked of the database after they came, so that
 * what was revoked or disabled is refused from the next request on.
 */
export function findSessionsTogether(
  client: SessionReader,
  clock: Clock,
  policy: Partial<BatchPolicy> = {},
): SharedSessionLookup {
  const lookUp = rememberSessions(client, clock);
  const batch = createMicroBatch(
    (hashes: AskedFor<null>) => lookUp(hashes.keys()),
    (found, hash) => found.get(hash),
    { ...DEFAULT_BATCHES, ...policy },
  );
  return { find: (hash) => batch.ask(hash, null), load: () => batch.load() };
}
