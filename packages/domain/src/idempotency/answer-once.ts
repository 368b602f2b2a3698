import { createHash } from "node:crypto";
import { DAY_MS } from "@foyer/contract/time";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";

/** For how long a key is remembered. */
const MEMORY_MS = DAY_MS;

/** A call that may be a repeat. */
export interface RepeatableCall<Answer> {
  readonly operation: string;
  /** Absent when the caller sent none: then every call is a new one. */
  readonly idempotencyKey: string | undefined;
  /** What was asked for, without the key. */
  readonly input: Readonly<Record<string, string | number | Date | undefined>>;
  /** Reads an answer back from the JSON it was kept as. */
  readonly revive: (kept: unknown) => Answer;
}

/**
 * Runs `work` in one transaction that also remembers its answer under the caller's key. A repeat, at once or
 * later, gets the first answer and changes nothing; of two at the same time one waits for the other. A call
 * that fails is not remembered.
 *
 * @throws DomainError IDEMPOTENCY_KEY_REUSED when the key came with another input before
 */
export async function answerOnce<Answer>(
  foyer: Foyer,
  actor: Actor,
  call: RepeatableCall<Answer> & { readonly work: (tx: Transaction) => Promise<Answer> },
): Promise<Answer> {
  const { idempotencyKey: key, operation, work, revive } = call;
  // Of two calls that race to a unique index, the later one runs again and then sees what the first one did.
  const options = { retryOnUnique: true };
  if (key === undefined) return foyer.db.transaction(work, options);

  const userId_key = { userId: actor.id, key };
  const inputHash = hashInput(call.input);
  return foyer.db.transaction(async (tx) => {
    const now = foyer.clock.now();
    const earlier = await tx.idempotencyRecord.findUnique({ where: { userId_key } });
    if (earlier !== null && earlier.expiresAt > now) {
      if (earlier.operation !== operation || earlier.inputHash !== inputHash) {
        throw new DomainError(
          "IDEMPOTENCY_KEY_REUSED",
          "This idempotency key was used for something else before.",
        );
      }
      return revive(earlier.answer);
    }
    const answer = await work(tx);
    const record = {
      operation,
      inputHash,
      answer: toJson(answer),
      createdAt: now,
      expiresAt: new Date(now.getTime() + MEMORY_MS),
    };
    await tx.idempotencyRecord.upsert({
      where: { userId_key },
      create: { ...userId_key, ...record },
      update: record,
      select: { id: true },
    });
    return answer;
  }, options);
}

/**
 * Replaces what a key remembers, for work that goes on after its transaction: a repeat then gets the end of it and
 * not its beginning. Without an answer the key is forgotten: what failed for reasons that pass may be tried again.
 * A key that remembers something else than `kept` by now is left alone.
 */
export async function rememberInstead(
  foyer: Foyer,
  actor: Actor,
  {
    key,
    kept,
    answer,
  }: { readonly key: string | undefined; readonly kept: unknown; readonly answer: unknown },
): Promise<void> {
  if (key === undefined) return;
  const where = { userId: actor.id, key, answer: { equals: toJson(kept) } };
  await foyer.db.write((prisma) =>
    answer === undefined
      ? prisma.idempotencyRecord.deleteMany({ where })
      : prisma.idempotencyRecord.updateMany({ where, data: { answer: toJson(answer) } }),
  );
}

function toJson(answer: unknown) {
  return JSON.parse(JSON.stringify(answer));
}

function hashInput(input: RepeatableCall<unknown>["input"]): string {
  // A field that is given as undefined is one that is not given.
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const canonical = given.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(canonical)).digest("hex");
}
