import { type CreateApiKeyInput, type CreatedApiKey, MAX_API_KEYS } from "@foyer/contract/api-key";
import { apiKeyId, type UserId } from "@foyer/contract/ids";
import type { DeviceInfo } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import { apiKeyCreatedMail } from "../accounts/account-mails.js";
import { mailAccountNotice } from "../accounts/account-notice.js";
import type { Actor } from "../actor.js";
import { newApiKey, prefixOf } from "../api-keys/key-format.js";
import { keyInWords } from "../api-keys/key-view.js";
import { keptUntil } from "../api-keys/revoke-api-key.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { recordSecurityEventIn, type SecurityEvent } from "../security/security-events.js";
import { hashToken } from "../sessions/credentials.js";

/**
 * Creates an API key and mails its user that there is one. The key is in the answer and nowhere else: if that is
 * lost, the key is of no use, and its user revokes it.
 *
 * @throws DomainError INVALID_INPUT, TOO_MANY_API_KEYS, UNAUTHENTICATED if the account was disabled just now
 */
export async function createApiKey(
  context: AppContext,
  actor: Pick<Actor, "id">,
  input: CreateApiKeyInput,
  device: DeviceInfo,
): Promise<CreatedApiKey> {
  const { expiresAt = null } = input;
  if (expiresAt !== null && expiresAt <= context.clock.now()) {
    throw new DomainError("INVALID_INPUT", "An API key cannot expire in the past.", { field: "expiresAt" });
  }
  const key = newApiKey(context.random);
  const scopes = [...new Set(input.scopes)];
  const { id, user, event } = await context.db.transaction(async (tx) => {
    const user = await requireRoom(tx, actor.id, context.clock.now());
    const eventIds = [...new Set(input.eventIds)];
    await requireEvents(tx, eventIds);
    const { id } = await tx.apiKey.create({
      data: {
        userId: actor.id,
        name: input.name,
        keyHash: hashToken(key),
        prefix: prefixOf(key),
        scopes,
        allEvents: input.eventIds === undefined,
        eventIds,
        expiresAt,
        lastUsedAt: null,
        revokedAt: null,
        keptUntil: expiresAt && keptUntil(expiresAt),
        createdAt: context.clock.now(),
      },
      select: { id: true },
    });
    const words = keyInWords({ id, name: input.name, prefix: prefixOf(key) });
    const event: SecurityEvent = {
      type: "api_key_created",
      userId: actor.id,
      device,
      detail: `${words}: ${scopes.join(", ")}.`,
    };
    await recordSecurityEventIn(tx, context, event);
    return { id, user, event };
  });
  context.onSecurityEvent(event);
  await mailAccountNotice(context, { ...user, id: actor.id }, (proof) =>
    apiKeyCreatedMail(context.publicUrl, user, input.name, proof),
  );
  return { id: apiKeyId.parse(id), key };
}

/**
 * Ensures that the user may have one more key. Writes to the user: of two transactions that would each create the
 * last one, one then meets a conflict.
 */
async function requireRoom(tx: Transaction, id: UserId, now: Date) {
  const user = await tx.user.findUnique({
    where: { id },
    select: { email: true, name: true, isActive: true, emailVerifiedAt: true },
  });
  if (user === null || !user.isActive) throw new DomainError("UNAUTHENTICATED", "Sign in to do this.");
  const count = await tx.apiKey.count({ where: { userId: id, revokedAt: null } });
  if (count >= MAX_API_KEYS) {
    throw new DomainError(
      "TOO_MANY_API_KEYS",
      `You have ${count} API keys, and cannot have more. Revoke one that is no longer used.`,
    );
  }
  await tx.user.update({ where: { id }, data: { updatedAt: now }, select: { id: true } });
  return user;
}

async function requireEvents(tx: Transaction, ids: readonly string[]): Promise<void> {
  const found = ids.length === 0 ? 0 : await tx.event.count({ where: { id: { in: [...ids] } } });
  if (found === ids.length) return;
  throw new DomainError("INVALID_INPUT", "One of these events does not exist.", { field: "eventIds" });
}
