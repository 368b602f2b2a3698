import { DAY_MS } from "@foyer/contract/time";
import type { WebhookData } from "@foyer/contract/webhook-message";
import { WEBHOOK_VERSION } from "@foyer/contract/webhook-message";
import type { WebhookType } from "@foyer/contract/webhook-types";
import { type NewRow, newObjectId } from "@foyer/db/raw-commands";
import type { Subscription } from "./webhook-subscriptions.js";

/** How long a delivery is tried. */
export const TRIED_FOR_MS = 3 * DAY_MS;
/** How long a delivery is listed, and can be sent again. */
export const RETENTION_MS = 30 * DAY_MS;

/** What is told, with what it carries. */
export type WebhookMessageData = {
  readonly [Type in WebhookType]: { readonly type: Type; readonly data: WebhookData<Type> };
}[WebhookType];

/** A message and what it is about. */
export interface AddressedMessage {
  readonly message: WebhookMessageData;
  readonly eventId: string;
  /** Null for what is about the event itself. */
  readonly bookingId: string | null;
}

/** The subject of a message, in whose order it is delivered. */
export function subjectOf({ bookingId, eventId }: Omit<AddressedMessage, "message">): string {
  return bookingId ?? eventId;
}

/**
 * The rows of messages for all endpoints that ask for their types. The only function that makes them.
 *
 * @param lastOf the time of a subject's last message before these, if it has one
 */
export function toDeliveryRows(
  messages: readonly AddressedMessage[],
  subscriptionsOf: (eventId: string) => readonly Subscription[],
  lastOf: (subjectId: string) => Date | undefined,
  now: Date,
): NewRow<"WebhookDelivery">[] {
  const times = new Map<string, number>();
  return messages.flatMap((addressed) => {
    const { message, eventId, bookingId } = addressed;
    const wanted = subscriptionsOf(eventId).filter(({ types }) => types.has(message.type));
    if (wanted.length === 0) return [];
    const subjectId = subjectOf(addressed);
    const last = times.get(subjectId) ?? lastOf(subjectId)?.getTime() ?? 0;
    const orderedAt = Math.max(now.getTime(), last + 1);
    times.set(subjectId, orderedAt);
    const row = {
      messageId: `msg_${newObjectId(now)}`,
      type: message.type,
      eventId,
      bookingId,
      subjectId,
      orderedAt: new Date(orderedAt),
      payload: toPayload(message, now),
      nextAt: now,
      giveUpAt: new Date(now.getTime() + TRIED_FOR_MS),
      createdAt: now,
      expiresAt: new Date(now.getTime() + RETENTION_MS),
    };
    return wanted.map(({ endpointId }) => ({ ...row, id: newObjectId(now), endpointId }));
  });
}

/** The body of a webhook, as the contract's `webhookMessage` reads it. */
export function toPayload(
  message: { readonly type: string; readonly data: object },
  timestamp: Date,
): string {
  return JSON.stringify({ version: WEBHOOK_VERSION, type: message.type, timestamp, data: message.data });
}
