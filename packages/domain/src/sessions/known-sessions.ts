import { ALL_AT_ONCE, asJson, oid } from "@foyer/db/raw-read";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { Clock } from "../clock.js";
import { isDueForExtension } from "./lifetimes.js";
import { type FoundSession, readSessions, type SessionReader } from "./read-sessions.js";

/** About 10 MB. */
const MAX_KNOWN = 20_000;

/** Looks sessions up by the hashes of their credentials. */
export type LookUpSessions = (hashes: Iterable<string>) => Promise<ReadonlyMap<string, FoundSession>>;

/**
 * Remembers sessions that were read, and never trusts what it remembers: each look-up asks the database whether all
 * of it still holds, and for nothing else. That costs a fraction of reading and parsing the same rows again. What was
 * not known, what does not hold any more, and what was used too long ago is read in full.
 *
 * What is asked is what may change while a credential stays the same: that it is there and not revoked, and that its
 * user is there, active, and has the role that we know. A credential that was rotated away is not there any more. Its
 * end and last use may have moved meanwhile, but only ahead: what is remembered of them is enough until it says that
 * something is to be done.
 */
export function rememberSessions(client: SessionReader, clock: Clock): LookUpSessions {
  const known = new LRUCache<string, FoundSession>({ max: MAX_KNOWN });

  async function read(hashes: readonly string[]): Promise<ReadonlyMap<string, FoundSession>> {
    if (hashes.length === 0) return new Map();
    const found = await readSessions(client, hashes);
    for (const hash of hashes) {
      const session = found.get(hash);
      if (session !== undefined && isGood(session)) known.set(hash, session);
      else known.delete(hash);
    }
    return found;
  }

  return async (hashes) => {
    const now = clock.now();
    const remembered = new Map<string, FoundSession>();
    const others: string[] = [];
    for (const hash of hashes) {
      const session = known.get(hash);
      if (session !== undefined && isEnough(session, now)) remembered.set(hash, session);
      else others.push(hash);
    }
    const [allHold, found] = await Promise.all([stillHold(client, remembered), read(others)]);
    // Which of them does not is not worth a question of its own: it happens once for each that ends.
    const rest = allHold ? remembered : await read([...remembered.keys()]);
    if (found.size === 0) return rest;
    return new Map([...rest, ...found]);
  };
}

/** Others are read in full each time: there is nothing about them that could still hold. */
function isGood({ isRevoked, user }: FoundSession): boolean {
  return !isRevoked && user.isActive;
}

/** Whether nothing would be done about the session that its present end or last use might speak against. */
function isEnough({ sessionExpiresAt, lastUsedAt }: FoundSession, now: Date): boolean {
  return sessionExpiresAt > now && !isDueForExtension(lastUsedAt, now);
}

/** No document has it, so that rows come back empty: how many there are is the answer. */
const NOTHING = { _id: 0, nothing: 1 } as const;

const rows = z.array(z.unknown());

/**
 * Whether each of the sessions, and its user, still is as we know it. As both are asked for by unique values, there
 * are as many rows as were asked for only if every single one is as it was.
 */
async function stillHold(
  { session, user }: SessionReader,
  sessions: ReadonlyMap<string, FoundSession>,
): Promise<boolean> {
  if (sessions.size === 0) return true;
  const byRole = Map.groupBy(sessions.values(), ({ user: owner }) => owner.role);
  // Somebody may be there with several sessions, and is one row all the same.
  const users = Array.from(byRole, ([role, theirs]) => ({
    role,
    ids: new Set(theirs.map(({ user: owner }) => owner.id)),
  }));
  const answers = await Promise.all([
    countIs(
      sessions.size,
      session.findRaw({
        filter: asJson({ sessionId: { $in: [...sessions.keys()] }, isRevoked: false }),
        options: { ...ALL_AT_ONCE, projection: NOTHING },
      }),
    ),
    ...users.map(({ role, ids }) =>
      countIs(
        ids.size,
        user.findRaw({
          filter: asJson({ _id: { $in: Array.from(ids, oid) }, role, isActive: true }),
          // There is an index by role, which would lead through everybody who has it.
          options: { ...ALL_AT_ONCE, projection: NOTHING, hint: { _id: 1 } },
        }),
      ),
    ),
  ]);
  return answers.every((holds) => holds);
}

async function countIs(expected: number, answer: PromiseLike<unknown>): Promise<boolean> {
  return rows.parse(await answer).length === expected;
}
