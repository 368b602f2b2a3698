import type { DeviceInfo, Role } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import { ALL_AT_ONCE, asJson, oid } from "@foyer/db/raw-commands";
import { rawModel } from "@foyer/db/raw-model";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { Clock } from "../clock.js";
import {
  type BatchItems,
  type BatchLimits,
  type BatchLoad,
  createMicroBatch,
} from "../machinery/micro-batch.js";
import { isDueForExtension } from "./credentials.js";

/** A stored session. */
export interface SessionRow {
  readonly id: string;
  readonly userId: string;
  readonly sessionExpiresAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date;
  readonly deviceInfo: DeviceInfo;
}

/** A session with its user. */
export interface FoundSession extends SessionRow {
  readonly isRevoked: boolean;
  readonly user: { readonly id: string; readonly role: Role; readonly isActive: boolean };
}

/** The client that sessions and their users are read with. */
type SessionReader = Pick<Transaction, "session" | "user">;

/** The columns that are returned to Lucia. */
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

/** Looks up a session by the hash of its token. It may be expired or revoked, which the caller checks. */
export type FindSession = (hash: string) => Promise<FoundSession | undefined>;

/** Looks up each session by itself: for transactions, whose queries must not be mixed with others. */
export function findSessionsAlone({ session }: Pick<Transaction, "session">): FindSession {
  return async (hash) =>
    (await session.findUnique({ where: { sessionId: hash }, select: withUser })) ?? undefined;
}

/** Session lookups that concurrent requests share. */
export interface SharedSessionLookup {
  readonly find: FindSession;
  load(): BatchLoad;
}

/**
 * Looks up sessions in batches: every request needs its session, and single queries would dominate the load. A
 * lookup reads after it was requested, so a revoked session or disabled user is rejected from the next request
 * on.
 */
export function findSessionsTogether(
  client: SessionReader,
  clock: Clock,
  limits: Partial<BatchLimits> = {},
): SharedSessionLookup {
  const lookUp = createCheckedCache(client, clock);
  const batch = createMicroBatch(
    (hashes: BatchItems<null>) => lookUp(hashes.keys()),
    (found, hash) => found.get(hash),
    limits,
  );
  return { find: (hash) => batch.request(hash, null), load: () => batch.load() };
}

/** About 10 MB. */
const MAX_CACHED = 20_000;

/** Looks sessions up by the hashes of their credentials. */
type LookUpSessions = (hashes: Iterable<string>) => Promise<ReadonlyMap<string, FoundSession>>;

/**
 * Caches sessions and validates the cache on each lookup: the database counts how many of them are unchanged,
 * which costs a fraction of reading and parsing the rows. Sessions that are not cached, have changed, or were
 * used too long ago are read in full.
 *
 * The count covers all that may change while a token stays the same: the session exists and is not revoked, and
 * its user exists, is active and has the cached role. A rotated token no longer exists. Its end and last use may
 * have moved, but only forward: the cached values are used until they would have an effect.
 */
function createCheckedCache(client: SessionReader, clock: Clock): LookUpSessions {
  const cache = new LRUCache<string, FoundSession>({ max: MAX_CACHED });

  async function read(hashes: readonly string[]): Promise<ReadonlyMap<string, FoundSession>> {
    if (hashes.length === 0) return new Map();
    const found = await readSessions(client, hashes);
    for (const hash of hashes) {
      const session = found.get(hash);
      if (session !== undefined && isCacheable(session)) cache.set(hash, session);
      else cache.delete(hash);
    }
    return found;
  }

  return async (hashes) => {
    const now = clock.now();
    const cached = new Map<string, FoundSession>();
    const others: string[] = [];
    for (const hash of hashes) {
      const session = cache.get(hash);
      if (session !== undefined && isRecentEnough(session, now)) cached.set(hash, session);
      else others.push(hash);
    }
    const [allUnchanged, found] = await Promise.all([areUnchanged(client, cached), read(others)]);
    // Finding out which ones changed is not worth a query: it happens once for each session that ends.
    const rest = allUnchanged ? cached : await read([...cached.keys()]);
    if (found.size === 0) return rest;
    return new Map([...rest, ...found]);
  };
}

/** Others are read in full each time. */
function isCacheable({ isRevoked, user }: FoundSession): boolean {
  return !isRevoked && user.isActive;
}

/** Whether the cached end and last use have no effect now, whatever the stored ones are. */
function isRecentEnough({ sessionExpiresAt, lastUsedAt }: FoundSession, now: Date): boolean {
  return sessionExpiresAt > now && !isDueForExtension(lastUsedAt, now);
}

/** Projects no field: only the number of rows matters. */
const NO_FIELDS = { _id: 0, nothing: 1 } as const;

const rows = z.array(z.unknown());

/**
 * Whether all sessions and their users are as cached. Both are queried by unique values, so the number of rows
 * equals the number of queries only if every one is unchanged.
 */
async function areUnchanged(
  { session, user }: SessionReader,
  sessions: ReadonlyMap<string, FoundSession>,
): Promise<boolean> {
  if (sessions.size === 0) return true;
  const byRole = Map.groupBy(sessions.values(), ({ user: owner }) => owner.role);
  // A user with several sessions is one row.
  const users = Array.from(byRole, ([role, theirs]) => ({
    role,
    ids: new Set(theirs.map(({ user: owner }) => owner.id)),
  }));
  const answers = await Promise.all([
    countIs(
      sessions.size,
      session.findRaw({
        filter: asJson({ sessionId: { $in: [...sessions.keys()] }, isRevoked: false }),
        options: { ...ALL_AT_ONCE, projection: NO_FIELDS },
      }),
    ),
    ...users.map(({ role, ids }) =>
      countIs(
        ids.size,
        user.findRaw({
          filter: asJson({ _id: { $in: Array.from(ids, oid) }, role, isActive: true }),
          // Without the hint MongoDB may scan the index by role.
          options: { ...ALL_AT_ONCE, projection: NO_FIELDS, hint: { _id: 1 } },
        }),
      ),
    ),
  ]);
  return answers.every((isAsExpected) => isAsExpected);
}

async function countIs(expected: number, answer: PromiseLike<unknown>): Promise<boolean> {
  return rows.parse(await answer).length === expected;
}

const storedSessions = rawModel("Session", { ...sessionColumns, sessionId: true });
const holders = rawModel("User", { id: true, role: true, isActive: true });

/** Reads sessions in full by their hashes: a raw query, because Prisma's own `in` uses no index here. */
async function readSessions(
  { session, user }: SessionReader,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, FoundSession>> {
  const sessions = await storedSessions.find(session, { sessionId: { $in: [...hashes] } });
  const userIds = [...new Set(sessions.map(({ userId }) => userId))];
  if (userIds.length === 0) return new Map();
  const users = await holders.find(user, { _id: { $in: userIds.map(oid) } });
  const byId = new Map(users.map((holder) => [holder.id, holder]));
  return new Map(
    sessions.flatMap((found) => {
      const owner = byId.get(found.userId);
      return owner === undefined ? [] : [[found.sessionId, { ...found, user: owner }]];
    }),
  );
}
