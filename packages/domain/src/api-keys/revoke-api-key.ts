import { type ApiKeyId, apiKeyId, type UserId } from "@foyer/contract/ids";
import { DAY_MS } from "@foyer/contract/time";
import type { DeviceInfo } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { recordSecurityEventIn, type SecurityEvent } from "../security/security-events.js";
import { keyInWords } from "./key-view.js";

/** How long a key that is of no use any more is kept, so that its use is refused by name. */
const KEPT_MS = 90 * DAY_MS;

/** Until when a key that is of no use from a moment on is kept. */
export function keptUntil(uselessFrom: Date): Date {
  return new Date(uselessFrom.getTime() + KEPT_MS);
}

/**
 * Revokes a key of the actor's, from its next use on. Revoking it again changes nothing.
 *
 * @throws DomainError NOT_FOUND
 */
export async function revokeApiKey(
  context: Pick<AppContext, "db" | "clock" | "onSecurityEvent">,
  actor: Pick<Actor, "id">,
  id: ApiKeyId,
  device: DeviceInfo,
): Promise<void> {
  const event = await context.db.transaction(async (tx) => {
    const key = await tx.apiKey.findUnique({
      where: { id },
      select: { id: true, userId: true, name: true, prefix: true, revokedAt: true },
    });
    if (key === null || key.userId !== actor.id) {
      throw new DomainError("NOT_FOUND", "You have no such API key.");
    }
    if (key.revokedAt !== null) return undefined;
    await markRevoked(tx, [id], context.clock.now());
    const revoked: SecurityEvent = {
      type: "api_key_revoked",
      userId: actor.id,
      device,
      detail: `${keyInWords(key)}.`,
    };
    await recordSecurityEventIn(tx, context, revoked);
    return revoked;
  });
  if (event !== undefined) context.onSecurityEvent(event);
}

/**
 * Revokes all of a user's keys, in the transaction of what makes it necessary.
 *
 * @returns the event to log after the commit; undefined if there were no keys
 */
export async function revokeAllApiKeys(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  {
    userId,
    device,
    because,
  }: { readonly userId: UserId; readonly device: DeviceInfo; readonly because: string },
): Promise<SecurityEvent | undefined> {
  const keys = await tx.apiKey.findMany({
    where: { userId, revokedAt: null },
    select: { id: true, name: true, prefix: true },
  });
  if (keys.length === 0) return undefined;
  const ids = keys.map(({ id }) => apiKeyId.parse(id));
  await markRevoked(tx, ids, context.clock.now());
  const detail = `${keys.map(keyInWords).join(", ")}: ${because}.`;
  const event: SecurityEvent = { type: "api_key_revoked", userId, device, detail };
  await recordSecurityEventIn(tx, context, event);
  return event;
}

async function markRevoked(tx: Transaction, ids: readonly ApiKeyId[], now: Date): Promise<void> {
  await tx.apiKey.updateMany({
    where: { id: { in: [...ids] } },
    data: { revokedAt: now, keptUntil: keptUntil(now) },
  });
}
