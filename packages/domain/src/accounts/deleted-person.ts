import { deletedAddress } from "@foyer/contract/email";
import type { UserId } from "@foyer/contract/ids";
import { DomainError } from "../domain-error.js";
import { personKeys } from "../search/person-search.js";
import { NO_FAILURES } from "./failed-sign-ins.js";
import { NO_PASSWORD } from "./no-password.js";

/** What organizers and admins see in place of a name. */
export const DELETED_NAME = "Deleted account";

/** The columns of a user whose account was deleted: those of nobody, found by no search and signed in by nothing. */
export function deletedPerson(id: UserId, now: Date) {
  const person = { name: DELETED_NAME, email: deletedAddress(id) };
  return {
    ...person,
    ...personKeys(person),
    ...NO_FAILURES,
    password: NO_PASSWORD,
    role: "user",
    isActive: false,
    isGuest: false,
    forgetAt: { unset: true },
    emailVerifiedAt: { unset: true },
    lastLoginAt: { unset: true },
    deviceKey: { unset: true },
    deletedAt: now,
    updatedAt: now,
  } as const;
}

/** Why an account cannot be deleted yet. */
export function accountInUse(): DomainError {
  return new DomainError(
    "ACCOUNT_IN_USE",
    "People have tickets for events that you organize. Wait until these are over, or cancel them first.",
  );
}
