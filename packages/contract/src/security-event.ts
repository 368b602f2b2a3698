import { z } from "zod";
import { securityEventId, userId } from "./ids.js";
import { page, pageInput } from "./page.js";
import { answeredInstant } from "./time.js";

/** The audited changes of accounts and sessions. */
export const securityEventType = z.enum([
  "account_created",
  "signed_in",
  "sign_in_failed",
  "account_locked",
  "account_unlocked",
  "signed_out",
  "device_revoked",
  "token_reused",
  "password_changed",
  "password_reset_requested",
  "password_reset",
  "email_verified",
  "sign_in_link_requested",
  "email_change_requested",
  "email_changed",
  "email_change_undone",
  "data_exported",
  "account_deleted",
  "role_changed",
  "account_disabled",
  "account_enabled",
  "webhook_added",
  "webhook_removed",
  "webhook_secret_replaced",
  "webhook_moved",
  "api_key_created",
  "api_key_revoked",
  "api_key_refused",
]);
export type SecurityEventType = z.infer<typeof securityEventType>;

export const listSecurityEventsInput = pageInput.extend({
  type: securityEventType.optional(),
  /** Only events that concern this user. */
  userId: userId.optional(),
});
export type ListSecurityEventsInput = z.output<typeof listSecurityEventsInput>;

export const securityEventView = z.object({
  id: securityEventId,
  type: securityEventType,
  at: answeredInstant,
  /** The account it concerns; null for an unknown address. */
  userId: userId.nullable(),
  userEmail: z.string().nullable(),
  /** The user who caused it, if it was not the account's owner. */
  actorId: userId.nullable(),
  ip: z.string().nullable(),
  device: z.string().nullable(),
  /** A sentence without secrets. */
  detail: z.string().nullable(),
});
export type SecurityEventView = z.output<typeof securityEventView>;
export const securityEventPage = page(securityEventView);
