import type { WebhookId } from "@foyer/contract/ids";
import { webhookId } from "@foyer/contract/ids";
import { type WebhookMessage, webhookMessage } from "@foyer/contract/webhook-message";
import { WEBHOOK_TYPES, type WebhookType } from "@foyer/contract/webhook-types";
import type { Actor } from "@foyer/domain/actor";
import type { AppContext } from "@foyer/domain/context";
import { createWebhook } from "@foyer/domain/webhooks/manage-webhooks";
import type {
  WebhookOutcome,
  WebhookRequest,
  WebhookTransport,
} from "@foyer/domain/webhooks/webhook-transport";

export const OK: WebhookOutcome = { kind: "answered", status: 204 };
export const BROKEN: WebhookOutcome = { kind: "answered", status: 500 };

/** Adds an endpoint that asks for everything, unless told otherwise. */
export async function newWebhook(
  context: AppContext,
  organizer: Actor,
  events: readonly WebhookType[] = WEBHOOK_TYPES,
  url = "https://receiver.example/hook",
): Promise<{ readonly id: WebhookId; readonly secret: string }> {
  const { id, secret } = await createWebhook(context, organizer, { url, events: [...events] });
  return { id: webhookId.parse(id), secret };
}

/** What was queued for an endpoint, in the order of the changes. */
export async function queuedFor(context: AppContext, endpointId: string): Promise<WebhookMessage[]> {
  const rows = await context.db.prisma.webhookDelivery.findMany({ where: { endpointId } });
  rows.sort((a, b) => a.orderedAt.getTime() - b.orderedAt.getTime());
  return rows.map(({ payload }) => webhookMessage.parse(JSON.parse(payload)));
}

/** A receiver in this process, which answers as told and notes what it got. */
export class Receiver implements WebhookTransport {
  readonly got: WebhookRequest[] = [];
  answer: (request: WebhookRequest, signal: AbortSignal) => Promise<WebhookOutcome> = async () => OK;

  refuses(): undefined {}

  send(request: WebhookRequest, signal: AbortSignal): Promise<WebhookOutcome> {
    this.got.push(request);
    return this.answer(request, signal);
  }

  /** The ids that were received, in order. */
  get ids(): (string | undefined)[] {
    return this.got.map(({ headers }) => headers["webhook-id"]);
  }
}
