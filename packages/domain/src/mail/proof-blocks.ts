import { type MailBlock, paragraph } from "./mail-document.js";
import type { UnverifiedAddress } from "./unverified-addresses.js";

/** Asks the recipient at an unverified address to verify it, or to ignore the mail. */
export function verificationBlocks(unverified: UnverifiedAddress | undefined): MailBlock[] {
  if (unverified === undefined) return [];
  if (unverified.verificationUrl === null) {
    return [
      paragraph("If you do not know what this is about, somebody mistyped an address: ignore this mail."),
    ];
  }
  return [
    paragraph(
      "This address is not confirmed yet. If you have an account at Foyer, confirm that it is yours within 24 hours. If you have none, somebody mistyped theirs: ignore this message.",
    ),
    { kind: "action", label: "Confirm this address", url: unverified.verificationUrl },
  ];
}
