import { z } from "zod";

/** 24 hexadecimal digits, as MongoDB prints an ObjectId; lower-cased so that equal ids are equal strings. */
const objectId = z
  .string()
  .regex(/^[0-9a-f]{24}$/i, "This is not an id.")
  .toLowerCase();

/**
 * A text that was checked to be the id of one kind of thing. The mark exists for the compiler alone. It is a plain name
 * and not the symbol of zod's brands, so that a copy of this declaration, such as in the published client, is the same
 * type.
 */
export type Id<Kind extends string> = string & { readonly "~id": Kind };

function idOf<Kind extends string>(): z.ZodType<Id<Kind>, string> {
  // The one place where a text becomes an id: zod can express only its own brands.
  return objectId as unknown as z.ZodType<Id<Kind>, string>;
}

export const userId = idOf<"UserId">();
/** Nobody's id: in place of a user's where the caller may not know whose something is. */
export const NO_ACCOUNT = "0".repeat(24);
export const eventId = idOf<"EventId">();
export const bookingId = idOf<"BookingId">();
export const sessionDocumentId = idOf<"SessionDocumentId">();
export const securityEventId = idOf<"SecurityEventId">();
export const capacityLogId = idOf<"CapacityLogId">();
export const apiKeyId = idOf<"ApiKeyId">();

export const ticketTypeId = idOf<"TicketTypeId">();
export const discountCodeId = idOf<"DiscountCodeId">();
export const questionId = idOf<"QuestionId">();
export const refundId = idOf<"RefundId">();

export const paymentId = idOf<"PaymentId">();
export const waitlistEntryId = idOf<"WaitlistEntryId">();

export const webhookId = idOf<"WebhookId">();
export const webhookDeliveryId = idOf<"WebhookDeliveryId">();

export type WebhookId = z.output<typeof webhookId>;
export type WebhookDeliveryId = z.output<typeof webhookDeliveryId>;
/** Identifies a kind of tickets of an event. */
export type TicketTypeId = z.output<typeof ticketTypeId>;
export type DiscountCodeId = z.output<typeof discountCodeId>;
export type QuestionId = z.output<typeof questionId>;
export type RefundId = z.output<typeof refundId>;
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
