import { type DeviceInfo, role } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import { oid, rawDate, rawId } from "@foyer/db/raw-read";
import { z } from "zod";
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
  client: Pick<Transaction, "session" | "user">,
  policy?: BatchPolicy,
): SharedSessionLookup {
  const batch = createMicroBatch(
    (hashes: ReadonlyMap<string, null>) => readSessions(client, [...hashes.keys()]),
    (found, hash) => found.get(hash),
    policy,
  );
  return { find: (hash) => batch.ask(hash, null), load: () => batch.load() };
}

const rawSessions = z.array(
  z
    .object({
      _id: rawId,
      sessionId: z.string(),
      userId: rawId,
      sessionExpiresAt: rawDate,
      expiresAt: rawDate,
      lastUsedAt: rawDate,
      isRevoked: z.boolean(),
      deviceInfo: z.object({
        userAgent: z.string().nullish(),
        ip: z.string().nullish(),
        deviceId: z.string().nullish(),
      }),
    })
    .transform(({ _id, deviceInfo: { userAgent = null, ip = null, deviceId = null }, ...session }) => ({
      ...session,
      id: _id,
      deviceInfo: { userAgent, ip, deviceId },
    })),
);
const rawUsers = z.array(z.object({ _id: rawId, role, isActive: z.boolean() }));

/** As they are, because Prisma's own list finds no index: it read all sessions there are for each batch. */
async function readSessions(
  { session, user }: Pick<Transaction, "session" | "user">,
  hashes: string[],
): Promise<ReadonlyMap<string, FoundSession>> {
  const sessions = rawSessions.parse(await session.findRaw({ filter: { sessionId: { $in: hashes } } }));
  const userIds = [...new Set(sessions.map(({ userId }) => userId))];
  const filter = { _id: { $in: userIds.map(oid) } };
  const options = { projection: { role: 1, isActive: 1 } };
  const users = new Map(
    rawUsers
      .parse(await user.findRaw({ filter, options }))
      .map(({ _id, ...found }) => [_id, { id: _id, ...found }]),
  );
  return new Map(
    sessions.flatMap((found) => {
      const owner = users.get(found.userId);
      return owner === undefined ? [] : [[found.sessionId, { ...found, user: owner }]];
    }),
  );
}
