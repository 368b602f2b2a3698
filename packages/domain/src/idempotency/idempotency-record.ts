import { hash } from "node:crypto";
import { DAY_MS } from "@foyer/contract/time";
import type { Transaction } from "@foyer/db/database";
import { insertMany, type NewRow, runCommand } from "@foyer/db/raw-commands";
import { type RowOf, rawModel } from "@foyer/db/raw-model";
import { DomainError } from "../domain-error.js";

/** How long a record is kept (domain rules, Idempotency). */
const RECORD_LIFE_MS = DAY_MS;

/** A value of a parsed input. Objects have their fields in the order of the contract, so that equal ones are equal texts. */
type InputValue =
  | string
  | number
  | boolean
  | Date
  | null
  | undefined
  | readonly InputValue[]
  | { readonly [field: string]: InputValue };

/** A call with an idempotency key. */
export interface KeyedCall {
  readonly userId: string;
  readonly key: string;
  /** The procedure that was called. */
  readonly operation: string;
  /** Its input without the key. */
  readonly input: Readonly<Record<string, InputValue>>;
}

/** The id of the record for a user's key. */
export function recordId({ userId, key }: Pick<KeyedCall, "userId" | "key">): string {
  return hash("sha256", `${userId}:${key}`, "base64url");
}

const records = rawModel("IdempotencyRecord", { id: true, inputHash: true, answer: true, expiresAt: true });

/** A stored record. */
export type IdempotencyRecord = RowOf<typeof records>;

/** The records found for some calls. */
export interface FoundRecords {
  /** Valid records, by {@link recordId}. */
  readonly good: ReadonlyMap<string, IdempotencyRecord>;
  /** The ids of expired records that still exist: the TTL index deletes them once a minute. */
  readonly expired: readonly string[];
}

/** Reads the records of calls, by their {@link recordId}. */
export async function findRecords(
  client: Pick<Transaction, "idempotencyRecord">,
  ids: readonly string[],
  now: Date,
): Promise<FoundRecords> {
  if (ids.length === 0) return { good: new Map(), expired: [] };
  const found = await records.find(client.idempotencyRecord, { _id: { $in: [...ids] } });
  const isGood = ({ expiresAt }: IdempotencyRecord) => expiresAt > now;
  return {
    good: new Map(found.filter(isGood).map((record) => [record.id, record])),
    expired: found.filter((record) => !isGood(record)).map(({ id }) => id),
  };
}

/**
 * The first answer to a repeated call, as JSON.
 *
 * @throws DomainError IDEMPOTENCY_KEY_REUSED if the key was used for another call
 */
export function replay(record: IdempotencyRecord, call: KeyedCall): unknown {
  if (record.inputHash !== hashCall(call)) {
    throw new DomainError(
      "IDEMPOTENCY_KEY_REUSED",
      "This idempotency key was used for something else before.",
    );
  }
  return JSON.parse(record.answer);
}

/**
 * The record of a call and its answer.
 *
 * @param id the call's {@link recordId}
 */
export function toRecord(
  id: string,
  call: KeyedCall,
  answer: unknown,
  now: Date,
): IdempotencyRecord & NewRow<"IdempotencyRecord"> {
  return {
    id,
    inputHash: hashCall(call),
    answer: JSON.stringify(answer),
    expiresAt: new Date(now.getTime() + RECORD_LIFE_MS),
  };
}

/** Inserts the record of a call, in the transaction of its change. */
export async function insertRecord(
  tx: Transaction,
  record: NewRow<"IdempotencyRecord">,
  expired: readonly string[],
): Promise<void> {
  await deleteExpired(tx, expired);
  await insertMany(tx, "IdempotencyRecord", [record]);
}

/** Deletes expired records whose keys are used again. */
export async function deleteExpired(tx: Transaction, expired: readonly string[]): Promise<void> {
  if (expired.length === 0) return;
  await runCommand(tx, {
    delete: "IdempotencyRecord",
    deletes: [{ q: { _id: { $in: [...expired] } }, limit: 0 }],
  });
}

function hashCall({ operation, input }: KeyedCall): string {
  // Undefined is the same as missing.
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const canonical = given.sort(([a], [b]) => (a < b ? -1 : 1));
  return hash("sha256", JSON.stringify([operation, canonical]), "base64url");
}
