import type { WebhookId } from "@foyer/contract/ids";
import type { webhookView } from "@foyer/contract/webhook";
import { webhookType } from "@foyer/contract/webhook-types";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";
import type { Actor } from "../actor.js";
import { DomainError } from "../domain-error.js";

/** An endpoint as input of the contract's `webhookView`. */
export type WebhookAnswer = z.input<typeof webhookView>;

/** The columns of an endpoint for `webhookView`: no secret. */
export const webhookColumns = {
  id: true,
  url: true,
  events: true,
  isEnabled: true,
  isGone: true,
  failingSince: true,
  lastProblem: true,
  lastDeliveredAt: true,
  oldSecretUntil: true,
  apiKeyId: true,
  apiKeyName: true,
  createdAt: true,
} as const satisfies Prisma.WebhookEndpointSelect;

type WebhookRow = Prisma.WebhookEndpointGetPayload<{ select: typeof webhookColumns }>;

/** Converts a row to the contract's `webhookView`. */
export function toWebhookView(found: WebhookRow, now: Date): WebhookAnswer {
  const { events, oldSecretUntil, apiKeyId, apiKeyName, ...row } = found;
  return {
    ...row,
    apiKey: apiKeyId === null || apiKeyName === null ? null : { id: apiKeyId, name: apiKeyName },
    // Without types that only a newer version knows.
    events: webhookType.options.filter((type) => events.includes(type)),
    oldSecretUntil: oldSecretUntil !== null && oldSecretUntil > now ? oldSecretUntil : null,
  };
}

/**
 * Reads columns of an endpoint of the actor's. Those of others do not exist for them, not even for admins: what is sent
 * there holds the names of people who booked.
 *
 * @throws DomainError NOT_FOUND
 */
export async function requireOwnWebhook(
  client: Pick<Transaction, "webhookEndpoint">,
  actor: Pick<Actor, "id">,
  id: WebhookId | string,
): Promise<WebhookRow> {
  const found = await client.webhookEndpoint.findFirst({
    where: { id, organizerId: actor.id },
    select: webhookColumns,
  });
  if (found === null) throw noSuchWebhook();
  return found;
}

/** The error for an endpoint or a delivery that is not there, or somebody else's. */
export function noSuchWebhook(): DomainError {
  return new DomainError("NOT_FOUND", "There is no such webhook.");
}
