import { type DeviceInfo, type Role, role } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import { ALL_AT_ONCE, asJson, oid, rawDate, rawId } from "@foyer/db/raw-read";
import { z } from "zod";

/** What is kept of a session. */
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
  readonly user: { readonly id: string; readonly role: Role; readonly isActive: boolean };
}

/** Where sessions and whose they are is asked. */
export type SessionReader = Pick<Transaction, "session" | "user">;

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

/**
 * Reads sessions in full, by their hashes. As they are, because Prisma's own list finds no index: it read all
 * sessions there are for each batch.
 */
export async function readSessions(
  { session, user }: SessionReader,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, FoundSession>> {
  const sessions = rawSessions.parse(
    await session.findRaw({ filter: asJson({ sessionId: { $in: [...hashes] } }), options: ALL_AT_ONCE }),
  );
  const userIds = [...new Set(sessions.map(({ userId }) => userId))];
  if (userIds.length === 0) return new Map();
  const filter = asJson({ _id: { $in: userIds.map(oid) } });
  const options = { ...ALL_AT_ONCE, projection: { role: 1, isActive: 1 } };
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
