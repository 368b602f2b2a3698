import { z } from "zod";

/** The mails to organizers about their webhooks. */
export const webhookMailTemplate = z.enum([
  "webhook_failing",
  "webhook_given_up",
  "webhook_gone",
  "webhook_set_by_key",
]);
export type WebhookMailTemplate = z.infer<typeof webhookMailTemplate>;
