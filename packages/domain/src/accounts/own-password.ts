import type { UserId } from "@foyer/contract/ids";
import type { DeviceInfo } from "@foyer/contract/user";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { recordSecurityEvent } from "../security/security-events.js";
import { NO_PASSWORD } from "./no-password.js";

/** A signed-in user's password, given again before a change of the account. */
interface GivenPassword {
  readonly id: UserId;
  /** As stored; undefined if the account is gone. */
  readonly stored: string | undefined;
  readonly given: string | undefined;
  /** The field of the input. */
  readonly field: "currentPassword" | "password";
  /** For what, for the audit. */
  readonly purpose: string;
  readonly device: DeviceInfo;
}

/**
 * Ensures that a signed-in user knows the account's password. An account without one has nothing to give.
 *
 * @throws DomainError INVALID_CREDENTIALS, BUSY
 */
export async function requireOwnPassword(
  context: Pick<AppContext, "db" | "clock" | "passwords" | "onSecurityEvent">,
  { id, stored, given, field, purpose, device }: GivenPassword,
): Promise<void> {
  if (stored === NO_PASSWORD) return;
  if (given !== undefined && (await context.passwords.verify(stored, given))) return;
  const detail = `The current password, ${purpose}.`;
  await recordSecurityEvent(context, { type: "sign_in_failed", userId: id, device, detail });
  throw new DomainError("INVALID_CREDENTIALS", "The current password is wrong.", { field });
}
