import type { Database } from "@foyer/db/database";
import { asJson, date, runCommand } from "@foyer/db/raw-commands";
import { z } from "zod";
import type { Clock } from "../clock.js";
import { type BatchItems, type BatchLoad, createMicroBatch } from "../machinery/micro-batch.js";
import { credentialEnd, hashToken } from "./credentials.js";

/** A session whose credential was used. */
export interface UsedSession {
  /** The raw session token. */
  readonly id: string;
  readonly endsAt: Date;
}

/** Extends session tokens that were used. */
export interface SessionExtension {
  /** @returns whether it was extended: not if it was rotated or revoked just before */
  extend(session: UsedSession): Promise<boolean>;
  load(): BatchLoad;
}

/**
 * Extends sessions in batches: when sales open, all waiting users are due at once, and single writes would cost
 * as much as the bookings.
 */
export function createSessionExtension(db: Database, clock: Clock): SessionExtension {
  const batch = createMicroBatch(
    (sessions: BatchItems<Date>) => extendAll(db, clock.now(), sessions),
    (extended, hash) => extended.has(hash),
  );
  return { extend: ({ id, endsAt }) => batch.request(hashToken(id), endsAt), load: () => batch.load() };
}

const updated = z.object({ n: z.number() });
const named = z.array(z.object({ sessionId: z.string() }));

/**
 * A raw command, because Prisma's own `in` uses no index here.
 *
 * @returns the hashes whose token was extended
 */
async function extendAll(db: Database, now: Date, sessions: BatchItems<Date>): Promise<ReadonlySet<string>> {
  const extended = new Set<string>();
  // Nearly all get the same end; sessions that end sooner do not.
  const byEnd = Map.groupBy(sessions, ([, { item: endsAt }]) => credentialEnd(endsAt, now).getTime());
  for (const [end, group] of byEnd) {
    const hashes = group.map(([hash]) => hash);
    const which = { sessionId: { $in: hashes }, isRevoked: false };
    const answer = await db.write((prisma) =>
      runCommand(prisma, {
        update: "Session",
        updates: [
          {
            q: which,
            u: {
              $set: { sessionExpiresAt: date(new Date(end)), lastUsedAt: date(now), updatedAt: date(now) },
              // Only valid for seconds after a rotation, which preceded this use.
              $unset: { sealedSuccessor: "" },
            },
            multi: true,
          },
        ],
      }),
    );
    const done =
      updated.parse(answer).n === hashes.length
        ? hashes
        : await db.prisma.session
            .findRaw({
              filter: asJson({ ...which, lastUsedAt: date(now) }),
              options: { projection: { sessionId: 1 } },
            })
            .then((rows) => named.parse(rows).map(({ sessionId }) => sessionId));
    for (const hash of done) extended.add(hash);
  }
  return extended;
}
