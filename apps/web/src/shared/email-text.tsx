import { readableEmail } from "@foyer/contract/email";

/** An email address as people write it. It reads from left to right, whatever its domain is written in. */
export function EmailText({ address }: { address: string }) {
  return <bdi dir="ltr">{readableEmail(address)}</bdi>;
}
