import { hasNoMailbox, isDeletedAddress, readableEmail } from "@foyer/contract/email";

/** An email address in readable form, always left to right. A deleted account has none, nor has a walk-in. */
export function EmailText({ address }: { address: string }) {
  if (isDeletedAddress(address)) return "No address any more";
  if (address === "" || hasNoMailbox(address)) return "No address";
  return <bdi dir="ltr">{readableEmail(address)}</bdi>;
}
