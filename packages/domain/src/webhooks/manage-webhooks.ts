import type { ApiKeyId, WebhookId } from "@foyer/contract/ids";
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
import { keyInWords } from "../api-keys/key-view.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { queueMails } from "../outbox/queue-mails.js";
import { countAttempt } from "../security/rate-limit.js";
import { recordSecurityEventIn, type SecurityEvent } from "../security/security-events.js";
import { requireOwnWebhook, toWebhookView, type WebhookAnswer, webhookColumns } from "./own-webhook.js";
import { newSecret, secretsBefore, signingColumns } from "./sign-webhook.js";

type SecretAnswer = z.input<typeof webhookSecret>;
type Managing = Pick<
  AppContext,
  "db" | "clock" | "random" | "webhooks" | "webhookTransport" | "onSecurityEvent" | "rateLimits"
>;

/** How long the secret before a rotation signs as well. */
export const OLD_SECRET_MS = 24 * HOUR_MS;
/** How many secrets that were replaced sign as well: each makes deliveries longer. */
const MAX_OLD_SECRETS = 10;

/** No longer failing, whatever it did before. */
const FRESH = {
  isGone: false,
  failures: 0,
  failingSince: { unset: true },
  pausedUntil: { unset: true },
  lastProblem: { unset: true },
} as const;

/**
 * Adds an endpoint for all of the actor's events, those that exist included. Of one that a program adds, its user is
 * mailed: it outlives the key.
 *
 * @param key the API key that the call comes with
 * @returns its id, and the secret, which is answered this once
 * @throws DomainError INVALID_INPUT if the address may not be called, RATE_LIMITED, TOO_MANY_WEBHOOKS
 */
export async function createWebhook(
  context: Managing,
  actor: Actor,
  { url, events }: CreateWebhookInput,
  key?: ApiKeyId,
): Promise<SecretAnswer> {
  requireCallable(context, url);
  if (key !== undefined) await countAttempt(context, "webhooksByKeyPerUser", actor.id);
  const secret = newSecret(context.random);
  return change(context, actor, key, async (tx, now, setter) => {
    // Of two at once the second conflicts here, and then counts the first.
    await tx.user.update({ where: { id: actor.id }, data: { updatedAt: now }, select: { id: true } });
    const count = await tx.webhookEndpoint.count({ where: { organizerId: actor.id } });
    if (count >= MAX_WEBHOOKS) {
      throw new DomainError("TOO_MANY_WEBHOOKS", `There can be ${MAX_WEBHOOKS} webhooks. Remove one first.`);
    }
    const id = newObjectId(now);
    await tx.webhookEndpoint.create({
      data: {
        id,
        organizerId: actor.id,
        url,
        events,
        secret,
        ...(setter && { apiKeyId: setter.id, apiKeyName: setter.name }),
        createdAt: now,
        updatedAt: now,
      },
      select: { id: true },
    });
    if (setter !== undefined) await mailOwner(tx, context, actor, id);
    return { answer: { id, secret }, audit: { type: "webhook_added", detail: `At ${hostOf(url)}.` } };
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
 * One of the actor's endpoints.
 *
 * @throws DomainError NOT_FOUND
 */
export async function findWebhook(
  { db, clock }: Pick<AppContext, "db" | "clock">,
  actor: Actor,
  id: WebhookId,
): Promise<WebhookAnswer> {
  return toWebhookView(await requireOwnWebhook(db.prisma, actor, id), clock.now());
}

/**
 * Changes an endpoint. One that is switched off is told of nothing, and senders give up what was queued for it; switched
 * on again or at another address, it counts as working. Of an address that a program gives it, its user is mailed.
 *
 * @param key the API key that the call comes with
 * @throws DomainError NOT_FOUND, INVALID_INPUT if the address may not be called, RATE_LIMITED
 */
export async function updateWebhook(
  context: Managing,
  actor: Actor,
  { id, url, events, isEnabled }: UpdateWebhookInput,
  key?: ApiKeyId,
): Promise<WebhookAnswer> {
  if (url !== undefined) requireCallable(context, url);
  if (url !== undefined && key !== undefined) await countAttempt(context, "webhooksByKeyPerUser", actor.id);
  return change(context, actor, key, async (tx, now, setter) => {
    const before = await requireOwnWebhook(tx, actor, id);
    const isMoved = url !== undefined && url !== before.url;
    if (isMoved && setter !== undefined) await mailOwner(tx, context, actor, id);
    const row = await tx.webhookEndpoint.update({
      where: { id },
      data: {
        ...(url !== undefined && { url }),
        ...(events !== undefined && { events }),
        ...(isEnabled !== undefined && { isEnabled }),
        ...(isMoved && {
          apiKeyId: setter?.id ?? { unset: true },
          apiKeyName: setter?.name ?? { unset: true },
        }),
        ...((isMoved || (isEnabled === true && !before.isEnabled)) && FRESH),
        updatedAt: now,
      },
      select: webhookColumns,
    });
    const audit = isMoved && {
      type: "webhook_moved" as const,
      detail: `From ${hostOf(before.url)} to ${hostOf(url)}.`,
    };
    return { answer: toWebhookView(row, now), ...(audit && { audit }) };
  });
}

/**
 * Removes an endpoint with all of its deliveries.
 *
 * @param key the API key that the call comes with
 * @throws DomainError NOT_FOUND
 */
export async function removeWebhook(
  context: Managing,
  actor: Actor,
  id: WebhookId,
  key?: ApiKeyId,
): Promise<void> {
  await change(context, actor, key, async (tx) => {
    const { url } = await requireOwnWebhook(tx, actor, id);
    await tx.webhookEndpoint.delete({ where: { id }, select: { id: true } });
    return { answer: undefined, audit: { type: "webhook_removed", detail: `At ${hostOf(url)}.` } };
  });
  // Not in the transaction, because there may be many. What a process leaves behind that dies here expires.
  await runCommand(context.db.prisma, {
    delete: "WebhookDelivery",
    deletes: [{ q: { endpointId: oid(id) }, limit: 0 }],
  });
}

/**
 * Replaces an endpoint's secret. For {@link OLD_SECRET_MS} deliveries are signed by the one before as well, so that
 * receivers can change over without missing one, also if it is replaced again meanwhile.
 *
 * @throws DomainError NOT_FOUND
 */
export async function rotateWebhookSecret(
  context: Managing,
  actor: Actor,
  id: WebhookId,
): Promise<SecretAnswer> {
  const secret = newSecret(context.random);
  return change(context, actor, undefined, async (tx, now) => {
    await requireOwnWebhook(tx, actor, id);
    const before = await tx.webhookEndpoint.findUniqueOrThrow({ where: { id }, select: signingColumns });
    await tx.webhookEndpoint.update({
      where: { id },
      data: {
        secret,
        oldSecret: before.secret,
        oldSecretUntil: new Date(now.getTime() + OLD_SECRET_MS),
        earlierSecrets: { set: secretsBefore(before, now).slice(0, MAX_OLD_SECRETS - 1) },
        updatedAt: now,
      },
      select: { id: true },
    });
    const detail = `At ${hostOf(before.url)}.`;
    return { answer: { id, secret }, audit: { type: "webhook_secret_replaced", detail } };
  });
}

/** The API key that a change comes with. */
interface Setter {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
}

/** What a change answers, and how it is audited. */
interface Changed<Answer> {
  readonly answer: Answer;
  readonly audit?: Required<Pick<SecurityEvent, "type" | "detail">>;
}

/** Makes a change of the actor's endpoints, and reads them anew from then on. */
async function change<Answer>(
  context: Managing,
  actor: Actor,
  key: ApiKeyId | undefined,
  work: (tx: Transaction, now: Date, setter: Setter | undefined) => Promise<Changed<Answer>>,
): Promise<Answer> {
  const { answer, event } = await context.db.transaction(async (tx) => {
    const setter = key === undefined ? undefined : await readKey(tx, key);
    const { answer, audit } = await work(tx, context.clock.now(), setter);
    const event: SecurityEvent | undefined = audit && {
      type: audit.type,
      userId: actor.id,
      detail: setter === undefined ? audit.detail : `${audit.detail} By the API key ${keyInWords(setter)}.`,
    };
    if (event !== undefined) await recordSecurityEventIn(tx, context, event);
    afterCommit(tx, () => context.webhooks.forget(actor.id));
    return { answer, event };
  });
  if (event !== undefined) context.onSecurityEvent(event);
  return answer;
}

function readKey(tx: Transaction, id: ApiKeyId): Promise<Setter> {
  return tx.apiKey.findUniqueOrThrow({ where: { id }, select: { id: true, name: true, prefix: true } });
}

/** Mails the owner of an endpoint that a program has given it its address. */
function mailOwner(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  { id: userId }: Actor,
  webhookId: string,
): Promise<void> {
  return queueMails(tx, context, [{ template: "webhook_set_by_key", userId, webhookId }]);
}

function requireCallable({ webhookTransport }: Pick<AppContext, "webhookTransport">, url: string): void {
  const reason = webhookTransport.refuses(url);
  if (reason !== undefined) throw new DomainError("INVALID_INPUT", reason, { field: "url" });
}

/** Without path and query, which often hold a secret. */
function hostOf(url: string): string {
  return new URL(url).host;
}
