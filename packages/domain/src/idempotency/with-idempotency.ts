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
  /** Missing if the caller sent none: then the call is never a repeat. */
  readonly idempotencyKey: string | undefined;
  /** Deserializes a recorded answer. */
  readonly deserialize: (kept: unknown) => Answer;
}

/**
 * Runs `work` in one transaction that also records its answer under the caller's key. A repeat gets the first
 * answer and changes nothing; of two concurrent calls one waits for the other. A failed call is not recorded.
 *
 * @throws DomainError IDEMPOTENCY_KEY_REUSED if the key was used with another input
 */
export async function withIdempotency<Answer>(
  context: Pick<AppContext, "db" | "clock">,
  actor: Actor,
  repeatable: IdempotentCall<Answer> & { readonly work: (tx: Transaction) => Promise<Answer> },
): Promise<Answer> {
  const { idempotencyKey: key, operation, input, work, deserialize } = repeatable;
  // Of two concurrent calls the second violates a unique index, is retried, and then finds the first one's
  // record.
  const options = { retryOnUnique: true };
  if (key === undefined) return context.db.transaction(work, options);

  const call = { userId: scopeOf(actor), key, operation, input };
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

/** Whose keys are told apart: each user's, and those of each booking that is open to a guest, which are not its user's. */
function scopeOf({ id, onlyBooking }: Actor): string {
  return onlyBooking === undefined ? id : `booking ${onlyBooking}`;
}

/**
 * Replaces a record, for work that continues after its transaction: a repeat then gets the final answer. Without
 * an answer the record is deleted, so that a temporary failure can be retried. A record that is no longer `kept`
 * is left unchanged.
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
  const where = { id: recordId({ userId: scopeOf(actor), key }), answer: JSON.stringify(kept) };
  await context.db.write((prisma) =>
    answer === undefined
      ? prisma.idempotencyRecord.deleteMany({ where })
      : prisma.idempotencyRecord.updateMany({ where, data: { answer: JSON.stringify(answer) } }),
  );
}
