import { readableEmail } from "@foyer/contract/email";

/** An email address in readable form, always left to right. */
export function EmailText({ address }: { address: string }) {
  return <bdi dir="ltr">{readableEmail(address)}</bdi>;
}
