import { hash } from "node:crypto";
import { DAY_MS } from "@foyer/contract/time";
import type { Transaction } from "@foyer/db/database";
import { insertMany, type NewRow } from "@foyer/db/insert-many";
import { ALL_AT_ONCE, asJson, rawDate, runCommand } from "@foyer/db/raw-read";
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
  readonly input: Readonly<Record<string, string | number | boolean | Date | undefined>>;
}

/** The one document that remembers a user's key. */
export function memoryId({ userId, key }: Pick<KeyedCall, "userId" | "key">): string {
  return hash("sha256", `${userId}:${key}`, "base64url");
}

const rawMemories = z.array(
  z
    .object({
      _id: z.string(),
      inputHash: z.string(),
      answer: z.string(),
      expiresAt: rawDate,
    })
    .transform(({ _id, ...memory }) => ({ id: _id, ...memory })),
);

/** What a key remembers. */
export type Memory = z.output<typeof rawMemories>[number];

/** What was found of some calls' keys. */
export interface Memories {
  /** What is remembered, by {@link memoryId}. */
  readonly good: Map<string, Memory>;
  /** The ids of what has expired and is still there: its TTL index comes by once a minute. */
  readonly expired: readonly string[];
}

/** Looks up what is remembered of some calls' keys, by their {@link memoryId}. */
export async function recall(
  client: Pick<Transaction, "idempotencyRecord">,
  ids: readonly string[],
  now: Date,
): Promise<Memories> {
  if (ids.length === 0) return { good: new Map(), expired: [] };
  const found = rawMemories.parse(
    await client.idempotencyRecord.findRaw({
      filter: asJson({ _id: { $in: [...ids] } }),
      options: ALL_AT_ONCE,
    }),
  );
  const isGood = ({ expiresAt }: Memory) => expiresAt > now;
  return {
    good: new Map(found.filter(isGood).map((memory) => [memory.id, memory])),
    expired: found.filter((memory) => !isGood(memory)).map(({ id }) => id),
  };
}

/**
 * The first answer to a call that is a repeat, as the JSON it was kept as.
 *
 * @throws DomainError IDEMPOTENCY_KEY_REUSED when the key came with another call
 */
export function firstAnswer(memory: Memory, call: KeyedCall): unknown {
  if (memory.inputHash !== hashCall(call)) {
    throw new DomainError(
      "IDEMPOTENCY_KEY_REUSED",
      "This idempotency key was used for something else before.",
    );
  }
  return JSON.parse(memory.answer);
}

/**
 * What is remembered of a call and its answer.
 *
 * @param id the call's {@link memoryId}
 */
export function toMemory(
  id: string,
  call: KeyedCall,
  answer: unknown,
  now: Date,
): Memory & NewRow<"IdempotencyRecord"> {
  return {
    id,
    inputHash: hashCall(call),
    answer: JSON.stringify(answer),
    expiresAt: new Date(now.getTime() + MEMORY_MS),
  };
}

/** Remembers a call whose key is not remembered, in the transaction of what it did. */
export async function remember(
  tx: Transaction,
  memory: NewRow<"IdempotencyRecord">,
  expired: readonly string[],
): Promise<void> {
  await forgetExpired(tx, expired);
  await insertMany(tx, "IdempotencyRecord", [memory]);
}

/** Forgets keys that have expired and are wanted again. */
export async function forgetExpired(tx: Transaction, expired: readonly string[]): Promise<void> {
  if (expired.length === 0) return;
  await runCommand(tx, {
    delete: "IdempotencyRecord",
    deletes: [{ q: { _id: { $in: [...expired] } }, limit: 0 }],
  });
}

function hashCall({ operation, input }: KeyedCall): string {
  // A field that is given as undefined is one that is not given.
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const canonical = given.sort(([a], [b]) => (a < b ? -1 : 1));
  return hash("sha256", JSON.stringify([operation, canonical]), "base64url");
}
