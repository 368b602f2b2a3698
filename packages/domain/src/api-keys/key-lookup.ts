import type { Role } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import { oid } from "@foyer/db/raw-commands";
import { type RowOf, rawModel } from "@foyer/db/raw-model";
import { type BatchItems, createMicroBatch, type MicroBatch } from "../machinery/micro-batch.js";

const keys = rawModel("ApiKey", {
  id: true,
  userId: true,
  keyHash: true,
  name: true,
  prefix: true,
  scopes: true,
  allEvents: true,
  eventIds: true,
  expiresAt: true,
  lastUsedAt: true,
  revokedAt: true,
});
const users = rawModel("User", { id: true, role: true, isActive: true });

/** A stored key with its user. It may be expired or revoked, which the caller checks. */
export type FoundKey = RowOf<typeof keys> & {
  readonly user: { readonly role: Role; readonly isActive: boolean };
};

/**
 * Looks up a key by its hash: requests that arrive together share two queries. Nothing is cached, so a key that is
 * revoked, or whose user is disabled, is refused from the next request on in every process.
 */
export type KeyLookup = MicroBatch<null, FoundKey | undefined>;

/** @param client reads keys and their users outside of transactions */
export function createKeyLookup(client: Pick<Transaction, "apiKey" | "user">): KeyLookup {
  return createMicroBatch(
    (hashes: BatchItems<null>) => readKeys(client, [...hashes.keys()]),
    (found, hash) => found.get(hash),
  );
}

async function readKeys(
  { apiKey, user }: Pick<Transaction, "apiKey" | "user">,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, FoundKey>> {
  const found = await keys.find(apiKey, { keyHash: { $in: [...hashes] } });
  if (found.length === 0) return new Map();
  const ids = [...new Set(found.map(({ userId }) => userId))];
  const owners = new Map<string, RowOf<typeof users>>(
    (await users.find(user, { _id: { $in: ids.map(oid) } })).map((owner) => [owner.id, owner]),
  );
  return new Map(
    found.flatMap((key) => {
      const owner = owners.get(key.userId);
      return owner === undefined ? [] : [[key.keyHash, { ...key, user: owner }]];
    }),
  );
}
