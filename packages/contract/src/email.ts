import punycode from "punycode.js";

/** Characters that cannot be in a domain, or that would make the URL parser read something other than a host. */
const NO_DOMAIN = /[\s/?#@:\\[\]%]/;

/**
 * An email address in the form in which it is stored and looked up: trimmed, in lower case, with an international
 * domain in its ASCII form, so that all spellings of a domain are the same account (domain rules, User).
 *
 * @returns the trimmed text in lower case if it is not an address
 */
export function storedEmail(text: string): string {
  const typed = text.trim();
  const at = typed.lastIndexOf("@");
  const domain = typed.slice(at + 1);
  return `${typed.slice(0, at + 1).toLowerCase()}${asciiDomain(domain) ?? domain.toLowerCase()}`;
}

/** A domain in ASCII by UTS 46, as browsers and Node's URL parser do it; undefined if it is not a domain. */
function asciiDomain(domain: string): string | undefined {
  if (/^[\0-\x7f]*$/.test(domain) || NO_DOMAIN.test(domain)) return undefined;
  const url = `http://${domain}`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

/** A stored address in readable form: "info@müller.de" for "info@xn--mller-kva.de". */
export function readableEmail(email: string): string {
  const at = email.lastIndexOf("@");
  const domain = email.slice(at + 1);
  if (!/(?:^|\.)xn--/.test(domain)) return email;
  try {
    const readable = punycode.toUnicode(domain);
    // If it does not convert back to the same domain, it only resembles the real one.
    return asciiDomain(readable) === domain ? `${email.slice(0, at + 1)}${readable}` : email;
  } catch (error) {
    if (error instanceof RangeError) return email;
    throw error;
  }
}

/** No address that anybody can enter has brackets, and none below `.invalid` takes mail (RFC 2606). */
const NO_MAILBOX = /^\([a-z-]+\)[\w-]+@account\.invalid$/;
const DELETED = /^\(deleted\)[0-9a-f]{24}@account\.invalid$/;

/**
 * What stands in place of an address for somebody who bought at the door and gave none.
 *
 * @param unique letters and digits that no other such address has
 */
export function walkInAddress(unique: string): string {
  return `(walk-in)${unique}@account.invalid`;
}

/** Whether it only stands in place of an address: nothing is ever mailed there, and it is not shown. */
export function hasNoMailbox(email: string): boolean {
  return NO_MAILBOX.test(email);
}

/** What stands in place of the address of a deleted account: unique, and no address that mail could be sent to. */
export function deletedAddress(userId: string): string {
  return `(deleted)${userId}@account.invalid`;
}

/** Whether it stands in place of the address of a deleted account. */
export function isDeletedAddress(email: string): boolean {
  return DELETED.test(email);
}
