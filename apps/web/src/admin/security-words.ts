import type { SecurityEventType } from "@foyer/contract/security-event";
import { whenHere } from "../shared/times";

/** The events of the audit log, as displayed. */
export const WORDS_FOR_SECURITY_EVENTS: Record<SecurityEventType, string> = {
  account_created: "Account created",
  signed_in: "Signed in",
  sign_in_failed: "Sign-in refused",
  account_locked: "Account locked",
  account_unlocked: "Account unlocked",
  signed_out: "Signed out",
  device_revoked: "Device signed out",
  token_reused: "Sign-in used from two places",
  password_changed: "Password changed",
  password_reset_requested: "Reset link asked for",
  password_reset: "Password reset by mail",
  email_verified: "Address confirmed",
  sign_in_link_requested: "Sign-in link asked for",
  email_change_requested: "Change of address asked for",
  email_changed: "Address changed",
  email_change_undone: "Former address taken back",
  data_exported: "Own data exported",
  account_deleted: "Account deleted",
  role_changed: "Role changed",
  account_disabled: "Account disabled",
  account_enabled: "Account enabled",
  webhook_added: "Webhook added",
  webhook_removed: "Webhook removed",
  webhook_secret_replaced: "Webhook secret replaced",
  webhook_moved: "Webhook moved to another address",
  api_key_created: "API key created",
  api_key_revoked: "API key revoked",
  api_key_refused: "API key refused",
};

/** The detail of an event, with its instants in the browser's time zone. */
export function detailWords(detail: string): string {
  return detail.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (instant) =>
    whenHere(new Date(instant)),
  );
}
