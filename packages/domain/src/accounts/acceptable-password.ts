import { opaquePassword } from "@foyer/contract/password";
import { dictionary } from "@zxcvbn-ts/language-common";
import { DomainError } from "../domain-error.js";

/** The most common passwords of public leaks, about 49,000, in lower case. */
const COMMON: ReadonlySet<string> = new Set(dictionary["passwords-common"].map(String));

/**
 * Rejects the most common passwords, and the account's own address and name.
 *
 * @throws DomainError PASSWORD_TOO_COMMON
 */
export function requireAcceptablePassword(
  password: string,
  account: { readonly email: string; readonly name: string },
  field: "password" | "newPassword",
): void {
  const folded = opaquePassword(password).toLowerCase();
  const [mailbox = ""] = account.email.split("@");
  const isTheirs = [account.email, mailbox, account.name.toLowerCase()].includes(folded);
  if (isTheirs || COMMON.has(folded)) {
    throw new DomainError("PASSWORD_TOO_COMMON", "This password is easily guessed. Choose another one.", {
      field,
    });
  }
}
