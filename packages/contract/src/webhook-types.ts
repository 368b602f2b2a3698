import { z } from "zod";

/**
 * What an organizer's programs can be told about. `booking.*` are the changes of a booking, each of which is exactly
 * one of the four; admissions are `ticket.*`. A type is never renamed.
 */
export const WEBHOOK_TYPES = [
  "booking.held",
  "booking.confirmed",
  "booking.cancelled",
  "booking.changed",
  "payment.succeeded",
  "payment.failed",
  "payment.refund_due",
  "payment.refunded",
  "event.updated",
  "event.cancelled",
  "event.sold_out",
  "waitlist.offered",
  "ticket.admitted",
  "ticket.admission_undone",
] as const;

export const webhookType = z.enum(WEBHOOK_TYPES);
export type WebhookType = z.infer<typeof webhookType>;

/** Names of several types at once, for choosing. What is chosen is stored as the types they stand for today. */
export const WEBHOOK_FAMILIES = ["*", "booking.*", "payment.*", "event.*", "waitlist.*", "ticket.*"] as const;

const choice = z.enum([...WEBHOOK_TYPES, ...WEBHOOK_FAMILIES]);

/** The types that a list of types and families stands for, in the order of {@link WEBHOOK_TYPES}. */
export function typesOf(choices: readonly z.infer<typeof choice>[]): WebhookType[] {
  return WEBHOOK_TYPES.filter((type) =>
    choices.some(
      (chosen) => chosen === type || (chosen.endsWith("*") && type.startsWith(chosen.slice(0, -1))),
    ),
  );
}

/** The types that an endpoint asks for: at least one, or families of them such as `payment.*`. */
export const webhookTypes = z
  .array(choice)
  .min(1, "Choose at least one event.")
  .max(WEBHOOK_TYPES.length + WEBHOOK_FAMILIES.length)
  .transform(typesOf);
