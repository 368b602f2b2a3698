import type { WebhookId } from "@foyer/contract/ids";
import { HOUR_MS } from "@foyer/contract/time";
import {
  type CreateWebhookInput,
  MAX_WEBHOOKS,
  type UpdateWebhookInput,
  type webhookSecret,
} from "@foyer/contract/webhook";
import { afterCommit, type Transaction } from "@foyer/db/database";
import { newObjectId, oid, runCommand } from "@foyer/db/raw-commands";
import type { z } from "zod";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { recordSecurityEventIn, type SecurityEvent } from "../security/security-events.js";
import { requireOwnWebhook, toWebhookView, type WebhookAnswer, webhookColumns } from "./own-webhook.js";
import { newSecret } from "./sign-webhook.js";

type SecretAnswer = z.input<typeof webhookSecret>;
type Managing = Pick<
  AppContext,
  "db" | "clock" | "random" | "webhooks" | "webhookTransport" | "onSecurityEvent"
>;

/** How long the secret before a rotation signs as well. */
export const OLD_SECRET_MS = 24 * HOUR_MS;

/** No longer failing, whatever it did before. */
const FRESH = {
  isGone: false,
  failures: 0,
  failingSince: { unset: true },
  pausedUntil: { unset: true },
  lastProblem: { unset: true },
} as const;

/**
 * Adds an endpoint for all of the actor's events, those that exist included.
 *
 * @returns its id, and the secret, which is answered this once
 * @throws DomainError INVALID_INPUT if the address may not be called, TOO_MANY_WEBHOOKS
 */
export async function createWebhook(
  context: Managing,
  actor: Actor,
  { url, events }: CreateWebhookInput,
): Promise<SecretAnswer> {
  requireCallable(context, url);
  const secret = newSecret(context.random);
  const event = { type: "webhook_added", userId: actor.id, detail: `At ${hostOf(url)}.` } as const;
  return change(context, actor, event, async (tx, now) => {
    // Of two at once the second conflicts here, and then counts the first.
    await tx.user.update({ where: { id: actor.id }, data: { updatedAt: now }, select: { id: true } });
    const count = await tx.webhookEndpoint.count({ where: { organizerId: actor.id } });
    if (count >= MAX_WEBHOOKS) {
      throw new DomainError("TOO_MANY_WEBHOOKS", `There can be ${MAX_WEBHOOKS} webhooks. Remove one first.`);
    }
    const id = newObjectId(now);
    await tx.webhookEndpoint.create({
      data: { id, organizerId: actor.id, url, events, secret, createdAt: now, updatedAt: now },
      select: { id: true },
    });
    return { id, secret };
  });
}

/** The actor's endpoints, oldest first. */
export async function listWebhooks(
  { db, clock }: Pick<AppContext, "db" | "clock">,
  actor: Actor,
): Promise<WebhookAnswer[]> {
  const rows = await db.prisma.webhookEndpoint.findMany({
    where: { organizerId: actor.id },
    select: webhookColumns,
  });
  rows.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  return rows.map((row) => toWebhookView(row, clock.now()));
}

/**
 * Changes an endpoint. One that is switched off is told of nothing, and senders give up what was queued for it; switched
 * on again or at another address, it counts as working.
 *
 * @throws DomainError NOT_FOUND, INVALID_INPUT if the address may not be called
 */
export async function updateWebhook(
  context: Managing,
  actor: Actor,
  { id, url, events, isEnabled }: UpdateWebhookInput,
): Promise<WebhookAnswer> {
  if (url !== undefined) requireCallable(context, url);
  return change(context, actor, undefined, async (tx, now) => {
    const before = await requireOwnWebhook(tx, actor, id);
    const isMoved = url !== undefined && url !== before.url;
    const row = await tx.webhookEndpoint.update({
      where: { id },
      data: {
        ...(url !== undefined && { url }),
        ...(events !== undefined && { events }),
        ...(isEnabled !== undefined && { isEnabled }),
        ...((isMoved || (isEnabled === true && !before.isEnabled)) && FRESH),
        updatedAt: now,
      },
      select: webhookColumns,
    });
    return toWebhookView(row, now);
  });
}

/**
 * Removes an endpoint with all of its deliveries.
 *
 * @throws DomainError NOT_FOUND
 */
export async function removeWebhook(context: Managing, actor: Actor, id: WebhookId): Promise<void> {
  const event = { type: "webhook_removed", userId: actor.id } as const;
  await change(context, actor, event, async (tx) => {
    await requireOwnWebhook(tx, actor, id);
    await tx.webhookEndpoint.delete({ where: { id }, select: { id: true } });
  });
  // Not in the transaction, because there may be many. What a process leaves behind that dies here expires.
  await runCommand(context.db.prisma, {
    delete: "WebhookDelivery",
    deletes: [{ q: { endpointId: oid(id) }, limit: 0 }],
  });
}

/**
 * Replaces an endpoint's secret. For {@link OLD_SECRET_MS} deliveries are signed by both, so that receivers can change
 * over without missing one.
 *
 * @throws DomainError NOT_FOUND
 */
export async function rotateWebhookSecret(
  context: Managing,
  actor: Actor,
  id: WebhookId,
): Promise<SecretAnswer> {
  const secret = newSecret(context.random);
  const event = { type: "webhook_secret_replaced", userId: actor.id } as const;
  return change(context, actor, event, async (tx, now) => {
    await requireOwnWebhook(tx, actor, id);
    const before = await tx.webhookEndpoint.findUniqueOrThrow({ where: { id }, select: { secret: true } });
    await tx.webhookEndpoint.update({
      where: { id },
      data: {
        secret,
        oldSecret: before.secret,
        oldSecretUntil: new Date(now.getTime() + OLD_SECRET_MS),
        updatedAt: now,
      },
      select: { id: true },
    });
    return { id, secret };
  });
}

/** Makes a change of the actor's endpoints, and reads them anew from then on. */
async function change<Result>(
  context: Managing,
  actor: Actor,
  event: SecurityEvent | undefined,
  work: (tx: Transaction, now: Date) => Promise<Result>,
): Promise<Result> {
  const result = await context.db.transaction(async (tx) => {
    const done = await work(tx, context.clock.now());
    if (event !== undefined) await recordSecurityEventIn(tx, context, event);
    afterCommit(tx, () => context.webhooks.forget(actor.id));
    return done;
  });
  if (event !== undefined) context.onSecurityEvent(event);
  return result;
}

function requireCallable({ webhookTransport }: Pick<AppContext, "webhookTransport">, url: string): void {
  const reason = webhookTransport.refuses(url);
  if (reason !== undefined) throw new DomainError("INVALID_INPUT", reason, { field: "url" });
}

/** Without path and query, which often hold a secret. */
function hostOf(url: string): string {
  return new URL(url).host;
}
