import { type apiKeyView, apiScope } from "@foyer/contract/api-key";
import type { Transaction } from "@foyer/db/database";
import type { z } from "zod";

/** A key as input of the contract's `apiKeyView`. */
export type ApiKeyAnswer = z.input<typeof apiKeyView>;

/** The columns that a key's user sees. */
export const keyColumns = {
  id: true,
  name: true,
  prefix: true,
  scopes: true,
  allEvents: true,
  eventIds: true,
  expiresAt: true,
  lastUsedAt: true,
  createdAt: true,
} as const;

interface KeyRow extends Omit<ApiKeyAnswer, "scopes" | "events"> {
  readonly scopes: readonly string[];
  readonly allEvents: boolean;
  readonly eventIds: readonly string[];
}

/** Converts keys to the contract's `apiKeyView`, with the names of their events. */
export async function toKeyViews(
  { event }: Pick<Transaction, "event">,
  rows: readonly KeyRow[],
): Promise<ApiKeyAnswer[]> {
  const ids = [...new Set(rows.flatMap(({ eventIds }) => eventIds))];
  const events =
    ids.length === 0
      ? []
      : await event.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  const byId = new Map(events.map((found) => [found.id, found]));
  return rows.map(({ allEvents, eventIds, scopes, ...key }) => ({
    ...key,
    scopes: scopes.map((scope) => apiScope.parse(scope)),
    events: allEvents ? null : eventIds.flatMap((id) => byId.get(id) ?? []),
  }));
}

/** A key as the audit names it. */
export function keyInWords(key: {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
}): string {
  return `"${key.name}" (${key.prefix}…, ${key.id})`;
}
