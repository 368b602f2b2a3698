import type { Database } from "@foyer/db/database";
import { asJson, date, runCommand } from "@foyer/db/raw-read";
import { z } from "zod";
import type { Clock } from "../clock.js";
import {
  type AskedFor,
  type BatchLoad,
  type BatchPolicy,
  createMicroBatch,
  DEFAULT_BATCHES,
} from "../machinery/micro-batch.js";
import { credentialEnd } from "./lifetimes.js";
import { hashToken } from "./token.js";

/** A session whose credential was used. */
export interface UsedSession {
  /** The raw credential. */
  readonly id: string;
  readonly endsAt: Date;
}

/** Moves the ends of credentials. */
export interface SessionExtension {
  /** Moves a credential's end. Answers whether it could: not when it was rotated or revoked a moment ago. */
  extend(session: UsedSession): Promise<boolean>;
  load(): BatchLoad;
}

/**
 * Prolongs the credentials of requests that come in together with one write. When sales open, everybody who waited
 * for it is due at once, and a write each would cost as much as a booking.
 */
export function createSessionExtension(
  db: Database,
  clock: Clock,
  policy: BatchPolicy = ONE_AT_A_TIME,
): SessionExtension {
  const batch = createMicroBatch(
    (sessions: AskedFor<Date>) => extendAll(db, clock.now(), sessions),
    (extended, hash) => extended.has(hash),
    policy,
  );
  return { extend: ({ id, endsAt }) => batch.ask(hashToken(id), endsAt), load: () => batch.load() };
}

/** Two writes to one session at once would only meet as a conflict. */
const ONE_AT_A_TIME: BatchPolicy = { ...DEFAULT_BATCHES, lanes: 1, stuckAfter: 2_000 };

const updated = z.object({ n: z.number() });
const named = z.array(z.object({ sessionId: z.string() }));

/**
 * As they are, because Prisma's own list finds no index.
 *
 * @returns those of the hashes whose credential has the new end
 */
async function extendAll(db: Database, now: Date, sessions: AskedFor<Date>): Promise<ReadonlySet<string>> {
  const extended = new Set<string>();
  // Nearly all get the same end; those whose session itself ends sooner do not.
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
              // Only good for seconds after a rotation, which was the last use before this one.
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
