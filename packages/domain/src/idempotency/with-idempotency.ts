import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import {
  findRecords,
  insertRecord,
  type KeyedCall,
  recordId,
  replay,
  toRecord,
} from "./idempotency-record.js";

/** A call that may be a repeat. */
export interface IdempotentCall<Answer> extends Pick<KeyedCall, "operation" | "input"> {
  /** Absent when the caller sent none: then every call is a new one. */
  readonly idempotencyKey: string | undefined;
  /** Reads an answer back from the JSON it was kept as. */
  readonly deserialize: (kept: unknown) => Answer;
}

/**
 * Runs `work` in one transaction that also remembers its answer under the caller's key. A repeat, at once or
 * later, gets the first answer and changes nothing; of two at the same time one waits for the other. A call
 * that fails is not remembered.
 *
 * @throws DomainError IDEMPOTENCY_KEY_REUSED when the key came with another input before
 */
export async function withIdempotency<Answer>(
  context: Pick<AppContext, "db" | "clock">,
  actor: Actor,
  repeatable: IdempotentCall<Answer> & { readonly work: (tx: Transaction) => Promise<Answer> },
): Promise<Answer> {
  const { idempotencyKey: key, operation, input, work, deserialize } = repeatable;
  // Of two calls that race to a unique index, the later one runs again and then sees what the first one did.
  const options = { retryOnUnique: true };
  if (key === undefined) return context.db.transaction(work, options);

  const call = { userId: actor.id, key, operation, input };
  const id = recordId(call);
  return context.db.transaction(async (tx) => {
    const now = context.clock.now();
    const { good, expired } = await findRecords(tx, [id], now);
    const earlier = good.get(id);
    if (earlier !== undefined) return deserialize(replay(earlier, call));
    const answer = await work(tx);
    await insertRecord(tx, toRecord(id, call, answer, now), expired);
    return answer;
  }, options);
}

/**
 * Replaces what a key remembers, for work that goes on after its transaction: a repeat then gets the end of it and
 * not its beginning. Without an answer the key is forgotten: what failed for reasons that pass may be tried again.
 * A key that remembers something else than `kept` by now is left alone.
 */
export async function replaceRecord(
  context: Pick<AppContext, "db">,
  actor: Actor,
  {
    key,
    kept,
    answer,
  }: { readonly key: string | undefined; readonly kept: unknown; readonly answer: unknown },
): Promise<void> {
  if (key === undefined) return;
  const where = { id: recordId({ userId: actor.id, key }), answer: JSON.stringify(kept) };
  await context.db.write((prisma) =>
    answer === undefined
      ? prisma.idempotencyRecord.deleteMany({ where })
      : prisma.idempotencyRecord.updateMany({ where, data: { answer: JSON.stringify(answer) } }),
  );
}
