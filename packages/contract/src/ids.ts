import { z } from "zod";

/** 24 hexadecimal digits, as MongoDB prints an ObjectId; lower-cased so that equal ids are equal strings. */
const objectId = z
  .string()
  .regex(/^[0-9a-f]{24}$/i, "This is not an id.")
  .toLowerCase();

export const userId = objectId.brand<"UserId">();
export const eventId = objectId.brand<"EventId">();
export const bookingId = objectId.brand<"BookingId">();
export const sessionDocumentId = objectId.brand<"SessionDocumentId">();
export const securityEventId = objectId.brand<"SecurityEventId">();
export const capacityLogId = objectId.brand<"CapacityLogId">();
export const apiKeyId = objectId.brand<"ApiKeyId">();

export const paymentId = objectId.brand<"PaymentId">();
export const waitlistEntryId = objectId.brand<"WaitlistEntryId">();

export const webhookId = objectId.brand<"WebhookId">();
export const webhookDeliveryId = objectId.brand<"WebhookDeliveryId">();

export type WebhookId = z.output<typeof webhookId>;
export type WebhookDeliveryId = z.output<typeof webhookDeliveryId>;
export type PaymentId = z.output<typeof paymentId>;
export type WaitlistEntryId = z.output<typeof waitlistEntryId>;
export type UserId = z.output<typeof userId>;
export type EventId = z.output<typeof eventId>;
/** Identifies a signed-in device. It is not a credential. */
export type SessionDocumentId = z.output<typeof sessionDocumentId>;
export type BookingId = z.output<typeof bookingId>;
/** Identifies an API key. It is not the key. */
export type ApiKeyId = z.output<typeof apiKeyId>;

/**
 * Chosen by the caller, one for each intent: a repeat with the same key and input has no further effect (domain
 * rules, Idempotency).
 */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, "A key has 1 to 128 letters, digits and signs.");
