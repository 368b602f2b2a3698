import { z } from "zod";
import { ONE_LINE } from "./characters.js";
import { apiKeyId, bookingId, eventId, webhookDeliveryId, webhookId } from "./ids.js";
import { page, pageInput } from "./page.js";
import { answeredInstant } from "./time.js";
import { webhookType, webhookTypes } from "./webhook-types.js";

/** The most endpoints of one organizer. */
export const MAX_WEBHOOKS = 10;
export const MAX_WEBHOOK_URL = 1_000;

/** The address of an endpoint. Whether it may be called is decided by the server, each time it connects. */
export const webhookUrl = z
  .url({ protocol: /^https?$/, error: "Give an address that begins with https://." })
  .max(MAX_WEBHOOK_URL, `An address has at most ${MAX_WEBHOOK_URL} characters.`)
  // It is shown in the manager and in mails.
  .regex(ONE_LINE, "This has characters that cannot be shown, or that turn text around. Type it anew.")
  .refine((text) => {
    const parsed = URL.canParse(text) ? new URL(text) : undefined;
    return parsed !== undefined && parsed.username === "" && parsed.password === "" && parsed.hash === "";
  }, "Leave out user name, password and the part after #. Deliveries are signed instead.");

export const createWebhookInput = z.strictObject({ url: webhookUrl, events: webhookTypes });
export type CreateWebhookInput = z.output<typeof createWebhookInput>;

/** Fields that are left out keep their value. */
export const updateWebhookInput = z.strictObject({
  id: webhookId,
  url: webhookUrl.optional(),
  events: webhookTypes.optional(),
  isEnabled: z.boolean().optional(),
});
export type UpdateWebhookInput = z.output<typeof updateWebhookInput>;

export const webhookIdInput = z.strictObject({ id: webhookId });

/** An endpoint's id and the secret that signs its deliveries, which is answered this once. */
export const webhookSecret = z.object({ id: webhookId, secret: z.string() });

export const webhookView = z.object({
  id: webhookId,
  url: z.string(),
  events: z.array(webhookType),
  isEnabled: z.boolean(),
  /** Whether it was switched off because its receiver answered 410 Gone. */
  isGone: z.boolean(),
  /** Since when every delivery has failed; null while they arrive. After six hours its organizer is mailed. */
  failingSince: answeredInstant.nullable(),
  /** Why the last failed delivery failed. */
  lastProblem: z.string().nullable(),
  lastDeliveredAt: answeredInstant.nullable(),
  /** Until when deliveries are signed by the secret before the last rotation, too. */
  oldSecretUntil: answeredInstant.nullable(),
  /** The API key that gave it its address, with its name at that time; null if somebody who was signed in did. */
  apiKey: z.object({ id: apiKeyId, name: z.string() }).nullable(),
  createdAt: answeredInstant,
});
export type WebhookView = z.output<typeof webhookView>;

/** `given_up`: it failed for three days, or its endpoint was switched off. */
export const deliveryState = z.enum(["queued", "delivered", "given_up"]);
export type DeliveryState = z.infer<typeof deliveryState>;

export const listDeliveriesInput = pageInput.extend({ id: webhookId, state: deliveryState.optional() });
export type ListDeliveriesInput = z.output<typeof listDeliveriesInput>;

export const deliveryView = z.object({
  id: webhookDeliveryId,
  /** The `webhook-id` header: the same in all tries and replays, by which receivers deduplicate. */
  messageId: z.string(),
  type: webhookType,
  eventId,
  /** Null for what is about the event itself. */
  bookingId: bookingId.nullable(),
  state: deliveryState,
  tries: z.int(),
  /** Null once it is delivered or given up. */
  nextTryAt: answeredInstant.nullable(),
  /** The HTTP status of the last answer, if there was one. */
  lastStatus: z.int().nullable(),
  lastProblem: z.string().nullable(),
  deliveredAt: answeredInstant.nullable(),
  createdAt: answeredInstant,
  /** The body: JSON. */
  payload: z.string(),
});
export type DeliveryView = z.output<typeof deliveryView>;
export const deliveryPage = page(deliveryView);

export const replayDeliveryInput = z.strictObject({ deliveryId: webhookDeliveryId });

/** What came of a test delivery. */
export const webhookTestResult = z.object({
  isDelivered: z.boolean(),
  /** The HTTP status of the answer, if there was one. */
  status: z.int().nullable(),
  /** Why it failed; null if it was delivered. */
  problem: z.string().nullable(),
  durationMs: z.int().min(0),
});
export type WebhookTestResult = z.output<typeof webhookTestResult>;
