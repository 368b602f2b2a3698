import { createHash } from "node:crypto";
import { DAY_MS } from "@foyer/contract/time";
import type { Transaction } from "@foyer/db/database";
import { date, rawDate } from "@foyer/db/raw-read";
import { z } from "zod";
import { DomainError } from "../domain-error.js";

/** For how long a key is remembered. */
const MEMORY_MS = DAY_MS;

/** A call that came with an idempotency key. */
export interface KeyedCall {
  readonly userId: string;
  readonly key: string;
  /** The procedure it was made to. */
  readonly operation: string;
  /** What was asked for, without the key. */
  readonly input: Readonly<Record<string, string | number | Date | undefined>>;
}

/** The one document that remembers a user's key. */
export function memoryId({ userId, key }: Pick<KeyedCall, "userId" | "key">): string {
  return createHash("sha256").update(`${userId}:${key}`).digest("base64url");
}

const rawMemories = z.array(
  z
    .object({
      _id: z.string(),
      operation: z.string(),
      inputHash: z.string(),
      answer: z.unknown(),
      expiresAt: rawDate,
    })
    .transform(({ _id, ...memory }) => ({ id: _id, ...memory })),
);

/** What a key remembers. */
export type Memory = z.output<typeof rawMemories>[number];

/** What is remembered of some calls' keys, by {@link memoryId}; what has expired is not. */
export async function recall(
  client: Pick<Transaction, "idempotencyRecord">,
  ids: readonly string[],
  now: Date,
): Promise<Map<string, Memory>> {
  if (ids.length === 0) return new Map();
  const found = await client.idempotencyRecord.findRaw({
    filter: { _id: { $in: [...ids] }, expiresAt: { $gt: date(now) } },
  });
  return new Map(rawMemories.parse(found).map((memory) => [memory.id, memory]));
}

/**
 * The first answer to a call that is a repeat, as the JSON it was kept as.
 *
 * @throws DomainError IDEMPOTENCY_KEY_REUSED when the key came with another call
 */
export function firstAnswer(memory: Memory, call: KeyedCall): unknown {
  if (memory.operation !== call.operation || memory.inputHash !== hashInput(call.input)) {
    throw new DomainError(
      "IDEMPOTENCY_KEY_REUSED",
      "This idempotency key was used for something else before.",
    );
  }
  return memory.answer;
}

/** What is remembered of a call and its answer. */
export function toMemory(call: KeyedCall, answer: unknown, now: Date) {
  return {
    id: memoryId(call),
    userId: call.userId,
    key: call.key,
    operation: call.operation,
    inputHash: hashInput(call.input),
    answer: toJson(answer),
    createdAt: now,
    expiresAt: new Date(now.getTime() + MEMORY_MS),
  };
}

/** Remembers calls whose keys are not remembered, in the transaction of what they did. */
export async function remember(
  tx: Transaction,
  memories: readonly ReturnType<typeof toMemory>[],
): Promise<void> {
  if (memories.length === 0) return;
  // What has expired may still be there: its TTL index comes by once a minute.
  await tx.$runCommandRaw({
    delete: "IdempotencyRecord",
    deletes: [{ q: { _id: { $in: memories.map(({ id }) => id) } }, limit: 0 }],
  });
  await tx.idempotencyRecord.createMany({ data: [...memories] });
}

/** An answer as it is kept: dates as text, what is undefined left out. */
export function toJson(answer: unknown) {
  return JSON.parse(JSON.stringify(answer));
}

function hashInput(input: KeyedCall["input"]): string {
  // A field that is given as undefined is one that is not given.
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const canonical = given.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(canonical)).digest("hex");
}
